from __future__ import annotations

import pytest
from iced_x86 import Decoder, Register

from efitool.references._flow import Walk
from efitool.references._image_map import ImageMap
from efitool.references._machine import IMAGE, STACK, State, Value
from efitool.references._x86_operands import (
    MEMORY_SIZE,
    NUMBER,
    RAX,
    RBX,
    RCX,
    RSP,
    SIZE,
    XMM,
    Operands,
)
from efitool.references.x86 import Amd64
from tests.machine_code import CODE, DATA, image

POINTER = 7
"""The source of every register's value here; instructions stand at 0x1000."""


def fresh(base: int = 0) -> tuple[Operands, State]:
    held = ImageMap(image("c3", bytes(16), base=base))
    registers: list[Value | None] = [None] * 32
    registers[RSP] = Value(STACK, 0, POINTER)
    registers[RBX] = Value(IMAGE, DATA, POINTER)
    registers[RCX] = Value(None, 3, POINTER)
    return Operands(held, 64), State(held, Walk(Amd64(held), frozenset(), {}), registers, {})


def address(code: str, base: int = 0) -> Value:
    operands, state = fresh(base)
    return operands.address(state, Decoder(64, bytes.fromhex(code), ip=CODE).decode(), CODE)


def test_registers_have_the_numbers_of_their_encoding() -> None:
    names = ("AL", "AX", "EAX", "RAX", "AH", "R15D", "SPL", "XMM0", "YMM15", "RIP", "DS", "NONE")
    assert [NUMBER[vars(Register)[name]] for name in names] == (
        [0, 0, 0, 0, 0, 15, 4, XMM, XMM + 15, None, None, None]
    )
    assert [SIZE[vars(Register)[name]] for name in names[:9]] == [1, 2, 4, 8, 1, 4, 1, 16, 32]


def test_memory_operands_have_the_sizes_of_their_instructions() -> None:
    sizes = {"8a 00": 1, "66 8b 00": 2, "8b 00": 4, "48 8b 00": 8, "0f 10 00": 16}
    for code, size in sizes.items():
        instruction = Decoder(64, bytes.fromhex(code)).decode()
        assert MEMORY_SIZE[instruction.memory_size] == size


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("48 8b 05 f9 0f 00 00", Value(IMAGE, 0x2000, CODE)),  # [rip+0xff9]
        ("48 8b 44 24 e0", Value(STACK, -32, CODE)),  # [rsp-32]
        ("48 8b 84 24 00 f0 ff ff", Value(STACK, -4096, CODE)),  # [rsp-4096]
        ("48 8b 44 cc 08", Value(STACK, 32, CODE)),  # [rsp+rcx*8+8]
        ("48 8b 41 05", Value(None, 8, CODE)),  # [rcx+5]
        ("48 8b 04 25 00 10 00 00", Value(None, 0x1000, CODE)),  # [0x1000]
        ("48 8b 04 8d 00 10 00 00", Value(None, 0x100C, CODE)),  # [rcx*4+0x1000]
    ],
)
def test_addresses(code: str, expected: Value) -> None:
    assert address(code) == expected


@pytest.mark.parametrize(
    ("code", "source"),
    [
        ("48 8b 03", POINTER),  # [rbx]
        ("48 8b 43 0f", POINTER),  # [rbx+15]
        ("48 8b 43 10", CODE),  # [rbx+16]
        ("48 8b 43 ff", CODE),  # [rbx-1]
    ],
)
def test_what_a_pointer_points_to_has_the_pointer_s_source(code: str, source: int) -> None:
    assert address(code).source == source


def test_an_unknown_index_makes_an_unknown_address() -> None:
    assert address("48 8b 04 04").base not in (None, IMAGE, STACK)  # [rsp+rax]


def test_writing_behind_an_unknown_index_forgets_all_of_the_base() -> None:
    operands, state = fresh()
    state.store(Value(STACK, 8, 0), 8, Value(None, 1, 0))
    state.store(Value(IMAGE, DATA, 0), 8, Value(None, 1, 0))
    operands.written(state, Decoder(64, bytes.fromhex("48 89 1c 04"), ip=CODE).decode(), CODE)
    assert [base for base, _ in state.memory] == [IMAGE]


def test_absolute_addresses_are_of_the_image_if_they_are_in_it() -> None:
    operands, _ = fresh(base=0x400000)
    assert operands.locate(Value(None, 0x402000, 5)) == Value(IMAGE, DATA, 5)
    assert operands.locate(Value(None, 0x40200F, 5)) == Value(IMAGE, DATA + 15, 5)
    assert operands.locate(Value(None, 0x402010, 5)) == Value(None, 0x402010, 5)
    assert operands.locate(Value(None, 0x3FFFFF, 5)) == Value(None, 0x3FFFFF, 5)
    assert operands.locate(Value(STACK, 0x402000, 5)) == Value(STACK, 0x402000, 5)


def test_numbers_are_no_addresses_if_a_loader_adjusts_those() -> None:
    held = ImageMap(image("c3", bytes(16), base=0x400000, relocated=[CODE]))
    assert Operands(held, 32).locate(Value(None, 0x402000, 5)) == Value(None, 0x402000, 5)


def test_an_image_that_may_be_anywhere_has_no_absolute_addresses() -> None:
    operands, _ = fresh(base=0)
    assert operands.locate(Value(None, DATA, 5)).base is None


def test_the_low_part_of_a_register_with_a_number_is_known() -> None:
    operands, state = fresh()
    for register in (Register.ECX, Register.CX, Register.CL):
        assert operands.register(state, register) == Value(None, 3, POINTER)
    assert operands.register(state, Register.CH).base is not None


def test_half_a_register_of_an_address_is_unknown() -> None:
    operands, state = fresh()
    assert operands.register(state, Register.RSP).base is STACK
    assert operands.register(state, Register.ESP).base is not STACK


def test_a_write_cuts_a_number_to_size() -> None:
    operands, state = fresh()
    operands.set_register(state, Register.EAX, Value(None, 0x1_0000_0002, 5))
    assert state.registers[RAX] == Value(None, 2, 5)
    operands.set_register(state, Register.RAX, Value(None, -1, 5))
    assert state.registers[RAX] == Value(None, (1 << 64) - 1, 5)


def test_a_write_to_a_part_makes_the_whole_unknown() -> None:
    operands, state = fresh()
    operands.set_register(state, Register.CH, Value(None, 2, 5))
    assert state.registers[RCX] is None


def test_other_registers_are_of_no_account() -> None:
    operands, state = fresh()
    before = state.registers.copy()
    operands.set_register(state, Register.CR3, Value(None, 2, 5))
    assert state.registers == before
    assert operands.register(state, Register.CR3).base is not None
