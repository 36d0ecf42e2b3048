from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from iced_x86 import (
    Code,
    Decoder,
    Instruction,
    InstructionInfoFactory,
    Mnemonic,
    OpAccess,
)

from efitool.references._flow import Walk
from efitool.references._image_map import ImageMap
from efitool.references._machine import IMAGE, STACK, Branch, Call, Control, State, Value
from efitool.references._x86_cpu import MAX_COPIES, ON_FIRST, WITHOUT_RESULT, Cpu
from efitool.references._x86_operands import (
    NUMBER,
    RAX,
    RBP,
    RBX,
    RCX,
    RDI,
    RDX,
    RSI,
    RSP,
    XMM,
)
from efitool.references.x86 import Amd64
from tests.machine_code import CODE, DATA, assembled, image

OLD = 100
"""Registers hold 0, 1, 2 ... here, with the sources 100, 101, 102 ..."""


def fresh(code: bytes, bits: int = 64) -> tuple[Cpu, State]:
    held = ImageMap(image(code.hex(), bytes(range(64))))
    registers: list[Value | None] = [Value(None, n, OLD + n) for n in range(32)]
    registers[RSP] = Value(STACK, 0, OLD + RSP)
    return Cpu(held, bits), State(held, Walk(Amd64(held), frozenset(), {}), registers, {})


def step(cpu: Cpu, state: State, rva: int = CODE) -> Control:
    """Execute one instruction."""
    return cpu.run(state, rva, set(), (), 1)[1]


def run(code: str, bits: int = 64) -> State:
    """Execute code from its start to its end."""
    text = assembled(code)
    cpu, state = fresh(text, bits)
    rva: Control = CODE
    while isinstance(rva, int) and rva < CODE + len(text):
        rva = step(cpu, state, rva)
    assert rva == CODE + len(text)
    return state


def control(code: str, bits: int = 64) -> Control:
    return step(*fresh(assembled(code), bits))


@pytest.mark.parametrize(
    ("code", "register", "expected"),
    [
        ("48 89 d8             ; mov rax, rbx", RAX, (None, 3)),
        ("b8 ff ff ff ff       ; mov eax, 0xffffffff", RAX, (None, 0xFFFFFFFF)),
        ("48 c7 c0 ff ff ff ff ; mov rax, -1", RAX, (None, (1 << 64) - 1)),
        ("48 8d 44 24 f8       ; lea rax, [rsp-8]", RAX, (STACK, -8)),
        ("48 8d 04 19          ; lea rax, [rcx+rbx]", RAX, (None, 4)),
        ("48 83 c3 ff          ; add rbx, -1", RBX, (None, 2)),
        ("48 01 cb             ; add rbx, rcx", RBX, (None, 4)),
        ("48 29 cb             ; sub rbx, rcx", RBX, (None, 2)),
        ("48 83 ec 20          ; sub rsp, 0x20", RSP, (STACK, -32)),
        ("48 01 e3             ; add rbx, rsp", RBX, (STACK, 3)),
        ("48 83 e4 f0          ; and rsp, -16", RSP, (STACK, 0)),
        ("31 db                ; xor ebx, ebx", RBX, (None, 0)),
        ("66 48 0f 6e c3       ; movq xmm0, rbx", XMM, (None, 3)),
        ("66 48 0f 7e c8       ; movq rax, xmm1", RAX, (None, XMM + 1)),
        ("55                   ; push rbp", RSP, (STACK, -8)),
        ("9c                   ; pushfq", RSP, (STACK, -8)),
        ("9d                   ; popfq", RSP, (STACK, 8)),
    ],
)
def test_what_is_modelled(code: str, register: int, expected: tuple[object, int]) -> None:
    value = run(code).registers[register]
    assert value is not None
    assert value[:2] == expected


def test_the_stack_gives_back_what_it_was_given() -> None:
    state = run("""
        53                         ; push rbx
        6a ff                      ; push -1
        58                         ; pop rax
        59                         ; pop rcx
    """)
    assert [state.registers[n] for n in (RAX, RCX)] == [
        Value(None, (1 << 64) - 1, CODE + 1),
        Value(None, RBX, OLD + RBX),
    ]
    assert state.read(RSP)[:2] == (STACK, 0)


def test_a_frame() -> None:
    state = run("""
        55                         ; push rbp
        48 89 e5                   ; mov rbp, rsp
        48 81 ec 00 01 00 00       ; sub rsp, 0x100
        c9                         ; leave
    """)
    assert state.read(RSP)[:2] == (STACK, 0)
    assert state.registers[RBP] == Value(None, RBP, OLD + RBP)


def test_memory_through_memory() -> None:
    state = run("""
        ff 35 fa 0f 00 00          ; push [rip+0xffa]
        8f 44 24 20                ; pop [rsp+0x20]
    """)
    assert state.bytes_at(Value(STACK, 32, 0), 8) == (bytes(range(8)), (CODE,))


def test_a_copy_of_a_few_words() -> None:
    state = run("""
        48 8d 35 f9 0f 00 00       ; lea rsi, [rip+0xff9]
        48 8d 7c 24 e0             ; lea rdi, [rsp-32]
        b9 04 00 00 00             ; mov ecx, 4
        f3 a5                      ; rep movsd
    """)
    assert state.bytes_at(Value(STACK, -32, 0), 16) == (bytes(range(16)), (CODE,) * 4)
    found = [state.read(n)[:2] for n in (RSI, RDI, RCX)]
    assert found == [(IMAGE, DATA + 16), (STACK, -16), (None, 0)]


def test_copies_are_followed_so_many_times() -> None:
    cpu, state = fresh(assembled("f3 a5 ; rep movsd"))
    there = Value(STACK, 32, 0)
    for n in range(MAX_COPIES + 1):
        state.registers[RDI] = there
        state.registers[RSI] = Value(IMAGE, DATA, 0)
        state.registers[RCX] = Value(None, 4, 0)
        step(cpu, state)
        assert (state.bytes_at(there, 16) is not None) is (n < MAX_COPIES)


KEEP = "48 89 5c 24 08 ; mov [rsp+8], rbx\n"


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("48 89 e7 b9 01 00 00 00 f3 48 ab ; mov rdi, rsp; mov ecx, 1; rep stosq", True),
        ("48 89 e7 b9 02 00 00 00 f3 48 ab ; mov rdi, rsp; mov ecx, 2; rep stosq", False),
        ("48 89 e7 b9 00 10 00 00 f3 48 ab ; mov rdi, rsp; mov ecx, 0x1000; rep stosq", False),
        ("48 89 e7 8b 0e f3 48 ab          ; mov rdi, rsp; mov ecx, [rsi]; rep stosq", False),
        ("48 89 e7 48 ab                   ; mov rdi, rsp; stosq", True),
        ("48 89 e7 b9 02 00 00 00 f3 48 a5 ; mov rdi, rsp; mov ecx, 2; rep movsq", False),
        ("0f 11 04 24                      ; movups [rsp], xmm0", False),
        ("48 ff 44 24 08                   ; inc [rsp+8]", False),
        ("0f 94 44 24 0f                   ; sete [rsp+15]", False),
        ("48 87 44 24 08                   ; xchg [rsp+8], rax", False),
        ("48 3b 44 24 08                   ; cmp rax, [rsp+8]", True),
        ("48 03 44 24 08                   ; add rax, [rsp+8]", True),
    ],
)
def test_what_memory_keeps(code: str, known: bool) -> None:
    state = run(KEEP + code)
    assert (state.load(Value(STACK, 8, 0), 8) == Value(None, 3, OLD + RBX)) is known


def test_where_control_goes() -> None:
    assert control("90 ; nop") == CODE + 1
    assert control("eb 10 ; jmp .+18") == CODE + 18
    assert control("74 10 ; je .+18") == Branch(CODE + 2, CODE + 18)
    assert control("e2 10 ; loop .+18") == Branch(CODE + 2, CODE + 18)
    assert control("e3 10 ; jrcxz .+18") == Branch(CODE + 2, CODE + 18)
    assert control("e8 10 00 00 00 ; call .+21") == Call(CODE + 21, CODE + 5)
    for end in ("c3", "c2 08 00", "cc", "0f 0b", "06"):
        assert control(end) is None


ROW = "53 90 90 eb 00 ; push rbx; nop; nop; jmp .+2"


@pytest.mark.parametrize(
    ("seen", "stops", "limit", "executed", "last", "after"),
    [
        ((), (), 9, 4, CODE + 3, CODE + 5),
        ((), (), 2, 2, CODE + 1, CODE + 2),
        ((CODE + 2,), (), 9, 2, CODE + 1, CODE + 2),
        ((), (CODE + 1,), 9, 1, CODE, CODE + 1),
        ((), (CODE,), 9, 4, CODE + 3, CODE + 5),
    ],
)
def test_a_row_ends_where_control_may_go_elsewhere_or_has_been(
    seen: tuple[int, ...],
    stops: tuple[int, ...],
    limit: int,
    executed: int,
    last: int,
    after: int,
) -> None:
    cpu, state = fresh(assembled(ROW))
    met = set(seen)
    assert cpu.run(state, CODE, met, stops, limit) == (last, after)
    assert met == {*seen, *range(CODE, CODE + executed)}


def test_the_decoder_follows_jumps_back_and_forth() -> None:
    cpu, state = fresh(assembled("6a 01 6a 02 6a 03 ; push 1; push 2; push 3"))
    for number in (2, 0, 1):
        step(cpu, state, CODE + 2 * number)
    values = [state.load(Value(STACK, -8 * n, 0), 8).offset for n in (1, 2, 3)]
    assert values == [3, 1, 2]


def test_indirect_calls_say_where_the_address_is_from() -> None:
    assert control("ff 53 08 ; call [rbx+8]") == Call(Value(None, 11, CODE), CODE + 3)
    assert control("ff 63 08 ; jmp [rbx+8]") == Call(Value(None, 11, CODE), None)
    assert control("ff d3 ; call rbx") == Call(None, CODE + 2)


def test_a_call_through_an_address_in_a_register_is_direct() -> None:
    cpu, state = fresh(assembled("ff d3 ; call rbx"))
    state.registers[RBX] = Value(IMAGE, CODE, 0)
    assert step(cpu, state) == Call(CODE, CODE + 2)


def test_i386_learns_where_it_is() -> None:
    thunk = "e8 01 00 00 00 c3 8b 1c 24 c3"
    cpu, state = fresh(assembled(thunk), 32)
    assert step(cpu, state) == CODE + 5
    assert state.registers[RBX] == Value(IMAGE, CODE + 5, CODE)
    assert control(thunk) == Call(CODE + 6, CODE + 5)


def test_code_that_calls_the_next_instruction_pops_where_it_is() -> None:
    state = run("e8 00 00 00 00 5a ; call .+5; pop rdx")
    assert state.registers[RDX] == Value(IMAGE, CODE + 5, CODE)


WRITES = {
    OpAccess.WRITE,
    OpAccess.COND_WRITE,
    OpAccess.READ_WRITE,
    OpAccess.READ_COND_WRITE,
}


def test_what_is_said_to_write_one_operand_or_none_writes_no_more() -> None:
    writers = {vars(Mnemonic)[name]: 1 for name in ON_FIRST}
    writers.update((vars(Mnemonic)[name], 0) for name in WITHOUT_RESULT)
    codes: list[Any] = [code for code in vars(Code).values() if isinstance(code, int)]
    for code in codes:
        instruction = Instruction()
        instruction.code = code
        operands = writers.get(instruction.mnemonic)
        if operands is None:
            continue
        info = InstructionInfoFactory().info(instruction)
        kinds = range(operands, instruction.op_count)
        assert not WRITES.intersection(info.op_access(n) for n in kinds), instruction
        implied = (used for used in info.used_registers() if NUMBER[used.register] is not None)
        assert not WRITES.intersection(used.access for used in implied), instruction


@settings(deadline=None, max_examples=1000)
@given(st.binary(min_size=1, max_size=15), st.sampled_from([32, 64]))
def test_no_register_is_stale_and_none_is_lost(code: bytes, bits: int) -> None:
    """What an instruction writes is new or unknown; what it does not write stays as it was."""
    cpu, state = fresh(code, bits)
    before = state.registers.copy()
    instruction = Decoder(bits, code, ip=CODE).decode()
    after = step(cpu, state)
    if not isinstance(after, int | Branch) or f"{instruction}".startswith(("mov", "call")):
        return
    written = {
        NUMBER[used.register]
        for used in InstructionInfoFactory().info(instruction).used_registers()
        if used.access in WRITES
    }
    for number, value in enumerate(before):
        assert (state.registers[number] == value) is (number not in written), instruction
