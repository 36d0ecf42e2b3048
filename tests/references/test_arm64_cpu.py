from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import capstone
import pytest
from capstone import arm64 as names

from efitool.model.image import Arch, Image, ImageType, Segment
from efitool.references._arm64_cpu import execute
from efitool.references._arm64_registers import CALLER_SAVED, REGISTERS, SP, VECTOR
from efitool.references._arm64_words import adr_target
from efitool.references._image_map import ImageMap
from efitool.references._machine import (
    IMAGE,
    NOWHERE,
    STACK,
    Branch,
    Call,
    Control,
    State,
    Symbol,
    Value,
)
from efitool.references._registers import forget
from efitool.references._words import MASK_64

RVA = 0x1100
OLD = Value(None, 0x1122_3344_5566_7788, NOWHERE)
COMPARISONS = ("cmp", "cmn", "tst")
"""Capstone says that these write what they read first."""


class Watcher:
    def __init__(self) -> None:
        self.pointers: list[int] = []

    def stored(self, state: State, address: Value, content: bytes) -> None: ...

    def filled(self, rva: int, value: Value) -> None: ...

    def pointed(self, address: Value) -> None:
        self.pointers.append(address.offset)


def start(**registers: Value) -> State:
    held = bytes(range(256)) * 16
    segment = Segment(offset=0, rva=0x1000, size=len(held), code=True)
    image = Image(ImageType.PE, Arch.ARM64, "pe", (), held, segments=(segment,))
    values: list[Value | None] = [Value(Symbol(), 0, NOWHERE) for _ in range(REGISTERS)]
    values[SP] = Value(STACK, 0, NOWHERE)
    for name, value in registers.items():
        values[int(name[1:])] = value
    return State(ImageMap(image), Watcher(), values, {})


def number(value: int) -> Value:
    return Value(None, value, 0x1000)


def after(word: int, **registers: Value) -> State:
    state = start(**registers)
    assert execute(state, RVA, word) == RVA + 4
    return state


@pytest.mark.parametrize(
    ("word", "held"),
    [
        (0xD282_4680, 0x1234),  # mov x0, #0x1234
        (0xD2E2_4680, 0x1234 << 48),  # movz x0, #0x1234, lsl #48
        (0x9282_4680, 0xFFFF_FFFF_FFFF_EDCB),  # movn x0, #0x1234
        (0x1282_4680, 0xFFFF_EDCB),  # movn w0, #0x1234
        (0xF2C2_4680, 0x7777_1234_7777_7777),  # movk x0, #0x1234, lsl #32
        (0x72A2_4680, 0x1234_7777),  # movk w0, #0x1234, lsl #16
        (0x9100_4000, 0x7777_7777_7777_7787),  # add x0, x0, #16
        (0x9140_4000, 0x7777_7777_7778_7777),  # add x0, x0, #16, lsl #12
        (0xD100_4000, 0x7777_7777_7777_7767),  # sub x0, x0, #16
        (0x1100_4000, 0x7777_7787),  # add w0, w0, #16
        (0xAA1F_03E0, 0),  # mov x0, xzr
        (0x2A00_03E0, 0x7777_7777),  # mov w0, w0
    ],
)
def test_arithmetic_on_numbers(word: int, held: int) -> None:
    state = after(word, x0=number(0x7777_7777_7777_7777))
    assert state.read(0)[:2] == (None, held)


def test_a_chain_is_as_old_as_its_first_instruction() -> None:
    assert after(0xF2C2_4680, x0=number(1)).read(0).source == 0x1000  # movk x0, …, lsl #32
    assert after(0xD282_4680, x0=number(1)).read(0).source == RVA  # mov x0, #0x1234


def test_numbers_wrap_around() -> None:
    assert after(0xD100_4000, x0=number(0)).read(0).offset == (1 << 64) - 16  # sub x0, x0, #16


def test_half_an_address_is_no_address() -> None:
    pointer = Value(IMAGE, 0x1000, 0x1000)
    assert after(0xAA01_03E0, x1=pointer).read(0) == pointer  # mov x0, x1
    assert after(0x2A01_03E0, x1=pointer).read(0).base is not IMAGE  # mov w0, w1
    assert after(0x1100_4000, x0=pointer).read(0).base is not IMAGE  # add w0, w0, #16


@pytest.mark.parametrize(
    ("word", "target", "is_pointer"),
    [
        (0x9000_0000, 0x1000, False),  # adrp x0, RVA
        (0xF0FF_FFE0, 0x0, False),  # adrp x0, RVA - 0x1000
        (0x3000_0000, 0x1101, True),  # adr x0, . + 1
        (0x10FF_FFE0, 0x10FC, True),  # adr x0, . - 4
    ],
)
def test_addresses(word: int, target: int, is_pointer: bool) -> None:
    state = after(word)
    assert state.read(0) == Value(IMAGE, target, RVA)
    assert isinstance(state.watcher, Watcher)
    assert state.watcher.pointers == ([target] if is_pointer else [])


def test_adding_to_a_page_makes_a_pointer() -> None:
    state = after(0x9100_4001, x0=Value(IMAGE, 0x1000, 0x1000))  # add x1, x0, #16
    assert state.read(1) == Value(IMAGE, 0x1010, 0x1000)
    assert isinstance(state.watcher, Watcher)
    assert state.watcher.pointers == [0x1010]


@pytest.mark.parametrize(
    ("word", "offset"),
    [
        (0x8B02_0020, 0x1008),  # add x0, x1, x2
        (0x8B01_0040, 0x1008),  # add x0, x2, x1
        (0x8B02_1020, 0x1080),  # add x0, x1, x2, lsl #4
        (0x8B03_0020, 0xFF8),  # add x0, x1, x3
        (0x8B1F_0020, 0x1000),  # add x0, x1, xzr
    ],
)
def test_a_number_is_added_to_an_address(word: int, offset: int) -> None:
    state = after(word, x1=Value(IMAGE, 0x1000, 0x1000), x2=number(8), x3=number((1 << 64) - 8))
    assert state.read(0) == Value(IMAGE, offset, 0x1000)


@pytest.mark.parametrize(
    "word",
    [
        0x8B01_1040,  # add x0, x2, x1, lsl #4
        0x8B41_0440,  # add x0, x2, x1, lsr #1
        0x0B01_0040,  # add w0, w2, w1
        0xCB01_0040,  # sub x0, x2, x1
        0x8B01_0020,  # add x0, x1, x1
        0xAB02_0020,  # adds x0, x1, x2
    ],
)
def test_no_other_sum_is_an_address(word: int) -> None:
    state = after(word, x1=Value(IMAGE, 0x1000, 0x1000), x2=number(8))
    assert state.read(0).base not in (IMAGE, None)


@pytest.mark.parametrize(
    ("word", "at", "base"),
    [
        (0xF900_0BE0, 0x10, 0),  # str x0, [sp, #0x10]
        (0xF801_0FE0, 0x10, 0x10),  # str x0, [sp, #0x10]!
        (0xF801_07E0, 0, 0x10),  # str x0, [sp], #0x10
        (0xF81F_03E0, -0x10, 0),  # stur x0, [sp, #-0x10]
        (0xF801_0BE0, 0x10, 0),  # sttr x0, [sp, #0x10]
        (0xA901_07E0, 0x10, 0),  # stp x0, x1, [sp, #0x10]
        (0xA9BF_07E0, -0x10, -0x10),  # stp x0, x1, [sp, #-0x10]!
        (0xA881_07E0, 0, 0x10),  # stp x0, x1, [sp], #0x10
        (0xA801_07E0, 0x10, 0),  # stnp x0, x1, [sp, #0x10]
    ],
)
def test_where_stores_go(word: int, at: int, base: int) -> None:
    state = after(word, x0=number(7), x1=number(8))
    assert state.memory[STACK, at] == (8, number(7))
    assert state.memory.get((STACK, at + 8)) == ((8, number(8)) if word >> 24 < 0xB0 else None)
    assert state.read(SP)[:2] == (STACK, base)


@pytest.mark.parametrize(
    ("word", "size"),
    [
        (0x3900_03FF, 1),  # strb wzr, [sp]
        (0x7900_03FF, 2),  # strh wzr, [sp]
        (0xB900_03FF, 4),  # str wzr, [sp]
        (0xF900_03FF, 8),  # str xzr, [sp]
        (0x2900_7FFF, 4),  # stp wzr, wzr, [sp]
    ],
)
def test_how_much_is_stored(word: int, size: int) -> None:
    assert after(word).memory[STACK, 0] == (size, Value(None, 0, RVA))


def test_vectors_are_loaded_and_stored_whole() -> None:
    state = after(0x3DC0_0400, x0=Value(IMAGE, 0x1000, 0x1000))  # ldr q0, [x0, #0x10]
    assert execute(state, RVA, 0x3D80_07E0) == RVA + 4  # str q0, [sp, #0x10]
    found = state.bytes_at(Value(STACK, 0x10, NOWHERE), 16)
    assert found == (bytes(range(0x10, 0x20)), (0x1000,))


def test_a_pair_is_loaded_in_order() -> None:
    state = start(x0=Value(IMAGE, 0x1000, 0x1000))
    assert execute(state, RVA, 0xA941_0801) == RVA + 4  # ldp x1, x2, [x0, #0x10]
    assert state.read(1) == state.load(Value(IMAGE, 0x1010, 0x1000), 8)
    assert state.read(2) == state.load(Value(IMAGE, 0x1018, 0x1000), 8)


def test_signed_loads_are_not_followed() -> None:
    state = start()
    state.store(Value(STACK, 0, NOWHERE), 4, number(0x8000_0000))
    assert execute(state, RVA, 0xB980_03E0) == RVA + 4  # ldrsw x0, [sp]
    assert state.read(0).base is not None
    assert execute(state, RVA, 0xB940_03E0) == RVA + 4  # ldr w0, [sp]
    assert state.read(0)[:2] == (None, 0x8000_0000)


def test_two_signed_loads_are_not_followed() -> None:
    state = start()
    state.store(Value(STACK, 0, NOWHERE), 4, number(1))
    state.store(Value(STACK, 4, NOWHERE), 4, number(2))
    assert execute(state, RVA, 0x6940_07E0) == RVA + 4  # ldpsw x0, x1, [sp]
    assert [state.read(register).base is None for register in (0, 1)] == [False, False]


def test_the_stack_pointer() -> None:
    assert after(0xD100_43FF).read(SP)[:2] == (STACK, -16)  # sub sp, sp, #16
    assert after(0xF100_041F).read(SP)[:2] == (STACK, 0)  # cmp x0, #1
    assert after(0xCB20_63FF).read(SP).base is not STACK  # sub sp, sp, x0
    assert after(0xEB20_63FF).read(SP)[:2] == (STACK, 0)  # cmp sp, x0


def test_what_a_function_preserves() -> None:
    state = start()
    forget(state, CALLER_SAVED)
    kept = [n for n, value in enumerate(state.registers) if value is not None]
    assert kept == [*range(19, 30), SP]


def slot() -> tuple[Value, Value]:
    pointer = Value(Symbol(), 0x140, NOWHERE)
    return pointer, Value(Symbol(pointer, 8), 0, NOWHERE)


def test_calls() -> None:
    pointer, function = slot()
    inside = Value(IMAGE, 0x1200, 0x1000)
    elsewhere = Value(function.base, 8, NOWHERE)
    assert execute(start(), RVA, 0x9400_0002) == Call(RVA + 8, RVA + 4)  # bl . + 8
    assert execute(start(), RVA, 0x97FF_FFFF) == Call(RVA - 4, RVA + 4)  # bl . - 4
    assert execute(start(x8=function), RVA, 0xD63F_0100) == Call(pointer, RVA + 4)  # blr x8
    assert execute(start(x8=function), RVA, 0xD61F_0100) == Call(pointer, None)  # br x8
    assert execute(start(x8=function), RVA, 0xD73F_0900) == Call(pointer, RVA + 4)  # blraa x8, x0
    assert execute(start(x8=inside), RVA, 0xD63F_0100) == Call(0x1200, RVA + 4)  # blr x8
    assert execute(start(x8=elsewhere), RVA, 0xD63F_0100) == Call(None, RVA + 4)  # blr x8
    assert execute(start(x8=number(0)), RVA, 0xD63F_0100) == Call(None, RVA + 4)  # blr x8


@pytest.mark.parametrize(
    ("word", "control"),
    [
        (0x1400_0002, RVA + 8),  # b . + 8
        (0x5400_0041, Branch(RVA + 4, RVA + 8)),  # b.ne . + 8
        (0xB4FF_FFE1, Branch(RVA + 4, RVA - 4)),  # cbz x1, . - 4
        (0x3618_0061, Branch(RVA + 4, RVA + 12)),  # tbz w1, #3, . + 12
        (0xD65F_03C0, None),  # ret
        (0xD65F_0BFF, None),  # retaa
        (0xD69F_03E0, None),  # eret
        (0xD420_0020, None),  # brk #1
        (0xD400_0002, RVA + 4),  # hvc #0
        (0x0000_0000, None),  # udf #0
        (0xD503_233F, RVA + 4),  # paciasp
    ],
)
def test_where_control_goes(word: int, control: Control) -> None:
    assert execute(start(), RVA, word) == control


def test_a_call_of_the_hypervisor_changes_registers() -> None:
    state = after(0xD400_0002, x0=number(1), x19=number(2))  # hvc #0
    assert state.read(0).base is not None
    assert state.read(19) == number(2)


# --- Capstone as an oracle: nothing that an instruction may write is believed afterwards --------


def disassembled(count: int, clear: int = 0, put: int = 0) -> Iterator[tuple[int, Any]]:
    """Yield random words, some bits given, that Capstone knows, and what it knows of them."""
    engine = capstone.Cs(capstone.CS_ARCH_ARM64, capstone.CS_MODE_ARM)
    engine.detail = True
    random = Random(2026)
    for _ in range(count):
        word = random.getrandbits(32) & ~clear | put
        yield from ((word, found) for found in engine.disasm(word.to_bytes(4, "little"), RVA))


def index(name: str) -> int | None:
    """Return our number of a register by Capstone's name."""
    special = {"fp": 29, "lr": 30, "sp": SP, "wsp": SP}
    if name in special:
        return special[name]
    if name[0] in "xwbhsdqv" and name[1:].isdigit():
        return int(name[1:]) + (0 if name[0] in "xw" else VECTOR)
    return None


def test_every_register_that_is_written_is_new() -> None:
    for word, known in disassembled(20_000):
        state = start()
        old = list(state.registers)
        if known.mnemonic in COMPARISONS or not isinstance(execute(state, RVA, word), int):
            continue
        for name in map(known.reg_name, known.regs_access()[1]):
            register = index(name)
            if register is not None:
                assert state.registers[register] is not old[register], f"{word:#x} {known}"


def test_memory_that_is_written_is_new() -> None:
    stores = 0
    for word, known in disassembled(20_000, clear=0x1240_0000, put=0x0800_0000):
        for memory in (o.mem for o in known.operands if o.type == names.ARM64_OP_MEM):
            if known.mnemonic.startswith("st"):
                state = start()
                base = index(known.reg_name(memory.base))
                assert base is not None
                at = state.read(base).plus(memory.disp, NOWHERE)
                state.store(at, 8, OLD)
                execute(state, RVA, word)
                assert state.bytes_at(at, 1) != (b"\x88", (NOWHERE,)), f"{word:#x} {known}"
                stores += 1
    assert stores > 1000


def test_addresses_are_those_of_capstone() -> None:
    for word, known in disassembled(1_000, clear=0x1F00_0000, put=0x1000_0000):
        assert adr_target(RVA, word) & MASK_64 == known.operands[1].imm & MASK_64


@pytest.mark.parametrize("top", [0x14, 0x94, 0x54, 0xB4, 0x35, 0x36, 0xB7])
def test_branches_go_where_capstone_says(top: int) -> None:
    for word, known in disassembled(1_000, clear=0xFF00_0000, put=top << 24):
        control = execute(start(), RVA, word)
        if isinstance(control, Branch):
            assert control.first == RVA + 4
            control = control.second
        reached = control.target if isinstance(control, Call) else control
        assert isinstance(reached, int)
        assert reached & MASK_64 == known.operands[-1].imm & MASK_64
