"""Each instruction alone, with its assembly beside it (GNU as); Capstone knows what it writes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from struct import pack
from typing import Any

import capstone
import pytest
from capstone import riscv as names

from efitool.model.image import Arch, Image, ImageType, Segment
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
from efitool.references._riscv64_cpu import execute
from efitool.references._riscv64_registers import CALLER_SAVED, REGISTERS, SP
from efitool.references._riscv64_rows import Instruction, row
from efitool.references._words import MASK_64

RVA = 0x1100
NEXT = RVA + 4
OLD = Value(None, 0x1122_3344_5566_7788, NOWHERE)


class Watcher:
    def __init__(self) -> None:
        self.pointers: list[int] = []

    def stored(self, state: State, address: Value, content: bytes) -> None: ...

    def filled(self, rva: int, value: Value) -> None: ...

    def pointed(self, address: Value) -> None:
        self.pointers.append(address.offset)


def image(held: bytes) -> ImageMap:
    segment = Segment(offset=0, rva=0x1000, size=len(held), code=True)
    return ImageMap(Image(ImageType.PE, Arch.RISCV64, "pe", (), held, segments=(segment,)))


def start(**registers: Value) -> State:
    values: list[Value | None] = [Value(Symbol(), 0, NOWHERE) for _ in range(REGISTERS)]
    values[SP] = Value(STACK, 0, NOWHERE)
    for name, value in registers.items():
        values[int(name[1:])] = value
    return State(image(bytes(range(256)) * 16), Watcher(), values, {})


def run(state: State, word: int) -> Control:
    return execute(state, Instruction(RVA, word, NEXT))


def number(value: int) -> Value:
    return Value(None, value & MASK_64, 0x1000)


def after(word: int, **registers: Value) -> State:
    state = start(**registers)
    assert run(state, word) == NEXT
    return state


def pointers(state: State) -> list[int]:
    assert isinstance(state.watcher, Watcher)
    return state.watcher.pointers


@pytest.mark.parametrize(
    ("word", "held"),
    [
        (0x1234_5537, 0x1234_5000),  # lui a0, 0x12345
        (0x8000_0537, 0xFFFF_FFFF_8000_0000),  # lui a0, 0x80000
        (0x0105_8513, 0x8765_4331),  # addi a0, a1, 16
        (0xFF05_8513, 0x8765_4311),  # addi a0, a1, -16
        (0x0105_851B, 0xFFFF_FFFF_8765_4331),  # addiw a0, a1, 16
        (0x0005_851B, 0xFFFF_FFFF_8765_4321),  # sext.w a0, a1
        (0x0205_9513, 0x8765_4321_0000_0000),  # slli a0, a1, 32
        (0x0015_9513, 0x1_0ECA_8642),  # slli a0, a1, 1
        (0x00C5_8533, 0x8765_4324),  # add a0, a1, a2
        (0x40C5_8533, 0x8765_431E),  # sub a0, a1, a2
        (0x00C5_E533, 0x8765_4323),  # or a0, a1, a2
        (0x0005_8533, 0x8765_4321),  # add a0, a1, zero
        (0x0000_0513, 0),  # li a0, 0
    ],
)
def test_arithmetic_on_numbers(word: int, held: int) -> None:
    state = after(word, x11=number(0x8765_4321), x12=number(3))
    assert state.read(10)[:2] == (None, held)


@pytest.mark.parametrize(
    "word",
    [
        0x00C5_C533,  # xor a0, a1, a2
        0x02C5_8533,  # mul a0, a1, a2
        0x00C5_853B,  # addw a0, a1, a2
        0x0015_D513,  # srli a0, a1, 1
        0x0015_951B,  # slliw a0, a1, 1
        0x3000_2573,  # csrr a0, mstatus
        0xE205_0553,  # fmv.x.d a0, fa0
    ],
)
def test_other_arithmetic_is_not_followed(word: int) -> None:
    assert after(word, x11=number(1), x12=number(3)).read(10).base is not None


def test_numbers_wrap_around() -> None:
    assert after(0xFF05_0513, x10=number(0)).read(10).offset == (1 << 64) - 16  # addi a0, a0, -16


def test_zero_stays_zero() -> None:
    state = after(0x0010_0013)  # addi zero, zero, 1
    assert run(state, 0x0000_0513) == NEXT  # li a0, 0
    assert state.read(10) == Value(None, 0, RVA)


def test_a_sum_is_as_old_as_the_older_half() -> None:
    old, new = Value(None, 1, 0x10), Value(None, 2, 0x20)
    for one, other in ((old, new), (new, old)):
        assert after(0x00B6_0533, x11=one, x12=other).read(10) == Value(None, 3, 0x10)
        assert after(0x00C5_E533, x11=one, x12=other).read(10) == Value(None, 3, 0x10)


def test_half_an_address_is_no_address() -> None:
    pointer = Value(IMAGE, 0x1000, 0x1000)
    for word in (0x0005_851B, 0x0205_9513, 0x00B5_8533):  # sext.w, slli, add a0, a1, a1
        assert after(word, x11=pointer).read(10).base not in (None, IMAGE)


@pytest.mark.parametrize(
    ("word", "target"),
    [
        (0x0000_0517, RVA),  # auipc a0, 0
        (0x0000_2517, RVA + 0x2000),  # auipc a0, 2
        (0xFFFF_F517, RVA - 0x1000),  # auipc a0, 0xfffff
    ],
)
def test_auipc_makes_an_address_but_points_nowhere_yet(word: int, target: int) -> None:
    state = after(word)
    assert state.read(10) == Value(IMAGE, target, RVA)
    assert pointers(state) == []


def test_adding_to_it_points() -> None:
    base = Value(IMAGE, 0x1000, 0x1000)
    for word in (0x0105_8513, 0x00C5_8533, 0x00B6_0533):  # addi a0, a1, 16; add a0, a1, a2 …
        state = after(word, x11=base, x12=number(16))
        assert state.read(10) == Value(IMAGE, 0x1010, 0x1000)
        assert pointers(state) == [0x1010]
    state = after(0x40C5_8533, x11=base, x12=number(16))  # sub a0, a1, a2
    assert state.read(10) == Value(IMAGE, 0xFF0, 0x1000)
    state = after(0x00C5_8533, x11=base, x12=number(-16))  # add a0, a1, a2
    assert state.read(10) == Value(IMAGE, 0xFF0, 0x1000)


@pytest.mark.parametrize(
    ("word", "at", "size"),
    [
        (0x00A1_3823, 0x10, 8),  # sd a0, 16(sp)
        (0xFEA1_3823, -0x10, 8),  # sd a0, -16(sp)
        (0x7EA1_3C23, 0x7F8, 8),  # sd a0, 2040(sp)
        (0x00A1_2823, 0x10, 4),  # sw a0, 16(sp)
        (0x00A1_1823, 0x10, 2),  # sh a0, 16(sp)
        (0x00A1_0823, 0x10, 1),  # sb a0, 16(sp)
    ],
)
def test_stores(word: int, at: int, size: int) -> None:
    assert after(word, x10=number(7)).memory[STACK, at] == (size, number(7))


@pytest.mark.parametrize(
    ("word", "held"),
    [
        (0x0001_2503, 0xFFFF_FFFF_8483_8281),  # lw a0, 0(sp)
        (0x0001_6503, 0x8483_8281),  # lwu a0, 0(sp)
        (0x0001_1503, 0xFFFF_FFFF_FFFF_8281),  # lh a0, 0(sp)
        (0x0021_5503, 0x8483),  # lhu a0, 2(sp)
        (0x0001_0503, 0xFFFF_FFFF_FFFF_FF81),  # lb a0, 0(sp)
        (0x0031_4503, 0x84),  # lbu a0, 3(sp)
        (0x0001_3503, 0x8483_8281),  # ld a0, 0(sp)
    ],
)
def test_loads_of_numbers(word: int, held: int) -> None:
    state = start()
    for at, byte in enumerate(b"\x81\x82\x83\x84\0\0\0\0"):
        state.store(Value(STACK, at, NOWHERE), 1, number(byte))
    assert run(state, word) == NEXT
    assert state.read(10)[:2] == (None, held)


def test_a_number_is_as_old_as_its_oldest_byte() -> None:
    state = start()
    for at, source in ((0, 0x20), (1, 0x10)):
        state.store(Value(STACK, at, NOWHERE), 1, Value(None, 1, source))
    assert run(state, 0x0001_5503) == NEXT  # lhu a0, 0(sp)
    assert state.read(10) == Value(None, 0x101, 0x10)


def test_what_the_image_holds_is_a_number_unless_it_may_be_a_pointer() -> None:
    base = Value(IMAGE, 0x1000, 0x1008)
    assert after(0x0805_A503, x11=base).read(10) == Value(None, 0xFFFF_FFFF_8382_8180, 0x1008)
    assert after(0x0805_E503, x11=base).read(10) == Value(None, 0x8382_8180, 0x1008)
    loaded = after(0x0805_B503, x11=base).read(10)  # lw, lwu, ld a0, 128(a1)
    assert loaded.base
    assert loaded.base.origin == Value(IMAGE, 0x1080, 0x1008)


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        (0x00A1_3427, False),  # fsd fa0, 8(sp)
        (0x00A1_3827, True),  # fsd fa0, 16(sp)
        (0x00A1_2627, False),  # fsw fa0, 12(sp)
        (0x0201_7027, False),  # vse64.v v0, (sp)
        (0x0085_3507, True),  # fld fa0, 8(a0)
        (0x02A5_7543, True),  # fmadd.d fa0, fa0, fa0, ft0
        (0x0FF0_000F, True),  # fence
    ],
)
def test_floating_point_and_vectors_overwrite_memory(word: int, kept: bool) -> None:
    state = start()
    state.store(Value(STACK, 8, NOWHERE), 8, OLD)
    assert run(state, word) == NEXT
    assert ((STACK, 8) in state.memory) == kept


def test_atomic_operations_overwrite_memory() -> None:
    state = start(x11=Value(STACK, 8, NOWHERE), x10=OLD)
    state.store(Value(STACK, 8, NOWHERE), 8, OLD)
    assert run(state, 0x00C5_B52F) == NEXT  # amoadd.d a0, a2, (a1)
    assert (STACK, 8) not in state.memory
    assert state.read(10).base is not None


def test_what_a_function_preserves() -> None:
    state = start()
    forget(state, CALLER_SAVED)
    kept = [n for n, value in enumerate(state.registers) if value is not None]
    assert kept == [0, SP, 3, 4, 8, 9, *range(18, 28)]


def slot() -> tuple[Value, Value]:
    pointer = Value(Symbol(), 0x140, NOWHERE)
    return pointer, Value(Symbol(pointer, 8), 0, NOWHERE)


def test_calls() -> None:
    pointer, function = slot()
    inside = Value(IMAGE, 0x1200, 0x1000)
    elsewhere = Value(function.base, 8, NOWHERE)
    assert run(start(), 0x0080_00EF) == Call(RVA + 8, NEXT)  # jal ra, . + 8
    assert run(start(), 0xFFDF_F2EF) == Call(RVA - 4, NEXT)  # jal t0, . - 4
    assert run(start(x15=function), 0x0007_80E7) == Call(pointer, NEXT)  # jalr a5
    assert run(start(x15=function), 0x0007_8067) == Call(pointer, None)  # jr a5
    assert run(start(x15=function), 0x0087_80E7) == Call(None, NEXT)  # jalr 8(a5)
    assert run(start(x15=elsewhere), 0x0007_80E7) == Call(None, NEXT)  # jalr a5
    assert run(start(x15=number(0)), 0x0007_80E7) == Call(None, NEXT)  # jalr a5
    assert run(start(x1=inside), 0xFFC0_80E7) == Call(0x11FC, NEXT)  # jalr -4(ra)
    assert run(start(x6=inside), 0x0043_0067) == Call(0x1204, None)  # jr 4(t1)


@pytest.mark.parametrize(
    ("word", "control"),
    [
        (0x0080_006F, RVA + 8),  # j . + 8
        (0x00B5_1463, Branch(NEXT, RVA + 8)),  # bne a0, a1, . + 8
        (0xFE05_0EE3, Branch(NEXT, RVA - 4)),  # beqz a0, . - 4
        (0x0000_8067, None),  # ret
        (0x0002_8067, None),  # jr t0
        (0x0010_0073, None),  # ebreak
        (0x1020_0073, None),  # sret
        (0x3020_0073, None),  # mret
        (0x1050_0073, NEXT),  # wfi
        (0x1200_0073, NEXT),  # sfence.vma
        (0x0000_0000, None),
        (0x0000_000B, None),  # a vendor's own
    ],
)
def test_where_control_goes(word: int, control: Control) -> None:
    assert run(start(), word) == control


def test_a_call_of_the_supervisor_changes_registers() -> None:
    state = after(0x0000_0073, x10=number(1), x9=number(2))  # ecall
    assert state.read(10).base is not None
    assert state.read(9) == number(2)


def test_rows_of_instructions() -> None:
    code = pack("<HIHH", 0x8082, 0x0010_0073, 0x0000, 0x1F) + b"\0\0\x13"
    (run,) = image(code).runs
    assert list(row(run, 0x1000)) == [
        (0x1000, 0x0000_8067, 0x1002),
        (0x1002, 0x0010_0073, 0x1006),
        (0x1006, 0, 0x1008),
        (0x1008, 0, 0x100C),
    ]


# --- Capstone as an oracle: nothing that an instruction may write is believed afterwards --------

ABI_NAMES = (
    *("zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1"),
    *(f"a{n}" for n in range(8)),
    *(f"s{n}" for n in range(2, 12)),
    *(f"t{n}" for n in range(3, 7)),
)
NUMBERS = {name: number for number, name in enumerate(ABI_NAMES)}
STORES = {"sb": 1, "sh": 2, "sw": 4, "sd": 8, "fsw": 4, "fsd": 8}


def disassembled(count: int, opcode: int | None = None) -> Iterator[tuple[int, Any]]:
    """Yield random words that Capstone knows, and what it knows of them."""
    engine = capstone.Cs(capstone.CS_ARCH_RISCV, capstone.CS_MODE_RISCV64)
    engine.detail = True
    random = Random(2026)
    for _ in range(count):
        word = random.getrandbits(32) | 3
        if opcode is not None:
            word = word & ~0x7F | opcode
        yield from ((word, found) for found in engine.disasm(pack("<I", word), RVA))


def test_every_register_that_is_written_is_new() -> None:
    checked = 0
    for word, known in disassembled(40_000):
        first = known.operands[0] if known.operands else None
        if first is None or first.type != names.RISCV_OP_REG or known.mnemonic.startswith("b"):
            continue
        if known.mnemonic in STORES or known.reg_name(first.reg) not in NUMBERS:
            continue
        state = start()
        old = list(state.registers)
        register = NUMBERS[known.reg_name(first.reg)]
        written = register == word >> 7 & 31  # csrw reads what it names first
        if register and written and isinstance(run(state, word), int):
            assert state.registers[register] is not old[register], f"{word:#x} {known}"
            checked += 1
    assert checked > 2000


@pytest.mark.parametrize("opcode", [0x23, 0x27])
def test_memory_that_is_written_is_new(opcode: int) -> None:
    stores = 0
    for word, known in disassembled(4_000, opcode):
        size = STORES.get(known.mnemonic)
        memory = known.operands[-1].mem
        if size and known.reg_name(memory.base) != "zero":
            state = start()
            at = state.read(NUMBERS[known.reg_name(memory.base)]).plus(memory.disp, NOWHERE)
            state.store(at, size, OLD)
            run(state, word)
            assert state.bytes_at(at, 1) != (b"\x88", (NOWHERE,)), f"{word:#x} {known}"
            stores += 1
    assert stores > 500


@pytest.mark.parametrize("opcode", [0x63, 0x6F])
def test_branches_go_where_capstone_says(opcode: int) -> None:
    for word, known in disassembled(1_000, opcode):
        control = run(start(), word)
        if isinstance(control, Branch):
            assert control.first == NEXT
            control = control.second
        reached = control.target if isinstance(control, Call) else control
        assert reached == RVA + known.operands[-1].imm
