"""Instructions of both sets, each with its assembly beside it (GNU as, unified syntax)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from struct import pack
from typing import Any

import capstone
import pytest
from capstone import arm as names

from efitool.model.image import Arch, Image, ImageType, Segment
from efitool.references import _arm_a32, _arm_t16, _arm_t32
from efitool.references._arm_registers import PC, REGISTERS, SP
from efitool.references._arm_rows import Row
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

RVA = 0x1100
OLD = Value(None, 0x1122_3344_5566_7788, NOWHERE)
NOT_WRITTEN = ("ldrd", "strbt", "strht")
"""Loads of two registers that are no pair, which may do anything; Capstone says of the others that
they write what they store."""
NUMBERS = {"sb": 9, "sl": 10, "fp": 11, "ip": 12, "sp": SP, "lr": 14, "pc": PC}
"""Our numbers of the registers that have names of their own."""


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
    image = Image(ImageType.PE, Arch.ARM, "pe", (), held, segments=(segment,))
    values: list[Value | None] = [Value(Symbol(), 0, NOWHERE) for _ in range(REGISTERS)]
    values[SP] = Value(STACK, 0, NOWHERE)
    for name, value in registers.items():
        values[int(name[1:])] = value
    return State(ImageMap(image), Watcher(), values, {})


def number(value: int) -> Value:
    return Value(None, value, 0x1000)


def a32(state: State, word: int) -> Control:
    return _arm_a32.execute(state, RVA, word)


def t32(state: State, *halves: int) -> Control:
    if len(halves) == 1:
        return _arm_t16.execute(state, RVA, halves[0])
    return _arm_t32.execute(state, RVA, halves[0] << 16 | halves[1])


@pytest.mark.parametrize(
    ("word", "held"),
    [
        (0xE3A0_0012, 0x12),  # mov r0, #0x12
        (0xE3A0_04FF, 0xFF00_0000),  # mov r0, #0xff000000
        (0xE3E0_0000, 0xFFFF_FFFF),  # mvn r0, #0
        (0xE301_00FE, 0x10FE),  # movw r0, #0x10fe
        (0xE34C_05A0, 0xC5A0_5678),  # movt r0, #0xc5a0
        (0xE280_0C01, 0x1234_5778),  # add r0, r0, #0x100
        (0xE240_0008, 0x1234_5670),  # sub r0, r0, #8
        (0xE1A0_0001, 0x0F0F_0F0F),  # mov r0, r1
        (0xE180_0001, 0x1F3F_5F7F),  # orr r0, r0, r1
        (0xE000_0001, 0x0204_0608),  # and r0, r0, r1
        (0xE1C0_0001, 0x1030_5070),  # bic r0, r0, r1
        (0xE020_0001, 0x1D3B_5977),  # eor r0, r0, r1
        (0xE080_0001, 0x2143_6587),  # add r0, r0, r1
        (0xE1E0_0001, 0xF0F0_F0F0),  # mvn r0, r1
    ],
)
def test_a32_arithmetic_on_numbers(word: int, held: int) -> None:
    state = start(r0=number(0x1234_5678), r1=number(0x0F0F_0F0F))
    assert a32(state, word) == RVA + 4
    assert state.read(0)[:2] == (None, held)


@pytest.mark.parametrize(
    ("halves", "held"),
    [
        ((0x2012,), 0x12),  # movs r0, #0x12
        ((0x3012,), 0x1234_568A),  # adds r0, #0x12
        ((0x3808,), 0x1234_5670),  # subs r0, #8
        ((0x1C40,), 0x1234_5679),  # adds r0, r0, #1
        ((0x1E40,), 0x1234_5677),  # subs r0, r0, #1
        ((0x1840,), 0x2143_6587),  # adds r0, r0, r1
        ((0x0008,), 0x0F0F_0F0F),  # movs r0, r1
        ((0x4608,), 0x0F0F_0F0F),  # mov r0, r1
        ((0x4408,), 0x2143_6587),  # add r0, r1
        ((0xF04F, 0x30AB), 0xABAB_ABAB),  # mov.w r0, #0xabababab
        ((0xF04F, 0x10AB), 0x00AB_00AB),  # mov.w r0, #0x00ab00ab
        ((0xF04F, 0x20AB), 0xAB00_AB00),  # mov.w r0, #0xab00ab00
        ((0xF04F, 0x407F), 0xFF00_0000),  # mov.w r0, #0xff000000
        ((0xF06F, 0x0000), 0xFFFF_FFFF),  # mvn.w r0, #0
        ((0xF241, 0x00FE), 0x10FE),  # movw r0, #0x10fe
        ((0xF64F, 0x50D2), 0xFDD2),  # movw r0, #0xfdd2
        ((0xF2CC, 0x50A0), 0xC5A0_5678),  # movt r0, #0xc5a0
        ((0xF200, 0x70FF), 0x1234_5E77),  # addw r0, r0, #0x7ff
        ((0xF2A0, 0x0008), 0x1234_5670),  # subw r0, r0, #8
        ((0xF500, 0x7080), 0x1234_5778),  # add.w r0, r0, #0x100
        ((0xEA40, 0x0001), 0x1F3F_5F7F),  # orr.w r0, r0, r1
        ((0xEA4F, 0x0001), 0x0F0F_0F0F),  # mov.w r0, r1
        ((0xEB00, 0x0001), 0x2143_6587),  # add.w r0, r0, r1
    ],
)
def test_t32_arithmetic_on_numbers(halves: tuple[int, ...], held: int) -> None:
    state = start(r0=number(0x1234_5678), r1=number(0x0F0F_0F0F))
    assert t32(state, *halves) == RVA + 2 * len(halves)
    assert state.read(0)[:2] == (None, held)


def test_what_is_shifted_or_compared_is_not_followed() -> None:
    state = start(r0=number(1), r1=number(2))
    assert a32(state, 0xE1A0_0101) == RVA + 4  # lsl r0, r1, #2
    assert state.read(0).base is not None
    before = list(state.registers)
    a32(state, 0xE351_0001)  # cmp r1, #1
    t32(state, 0x2901)  # cmp r1, #1
    t32(state, 0xF1B1, 0x0F01)  # cmp.w r1, #1
    t32(state, 0x4288)  # cmp r0, r1
    assert state.registers == before


def test_a_distance_from_the_program_counter_is_an_address() -> None:
    behind = number(0xFFFF_FFE0)
    for word, target in (
        (0xE08F_3003, RVA + 8 - 0x20),  # add r3, pc, r3
        (0xE083_300F, RVA + 8 - 0x20),  # add r3, r3, pc
        (0xE28F_3020, RVA + 8 + 0x20),  # adr r3, . + 0x28
        (0xE24F_3020, RVA + 8 - 0x20),  # adr r3, . - 0x18
    ):
        state = start(r3=behind)
        assert a32(state, word) == RVA + 4
        assert state.read(3)[:2] == (IMAGE, target)
    for halves, target in (
        ((0x447B,), RVA + 4 - 0x20),  # add r3, pc
        ((0xA308,), RVA + 4 + 0x20),  # adr r3, . + 0x24
        ((0xF20F, 0x0320), RVA + 4 + 0x20),  # adr.w r3, . + 0x24
        ((0xF2AF, 0x0320), RVA + 4 - 0x20),  # adr.w r3, . - 0x1c
    ):
        state = start(r3=behind)
        assert t32(state, *halves) == RVA + 2 * len(halves)
        assert state.read(3)[:2] == (IMAGE, target)


def test_t32_counts_from_a_multiple_of_four_but_where_it_adds() -> None:
    state = start(r3=number(0x20))
    _arm_t16.execute(state, RVA + 2, 0xA208)  # adr r2, . + 0x22
    _arm_t16.execute(state, RVA + 2, 0x447B)  # add r3, pc
    _arm_t16.execute(state, RVA + 2, 0x4C00)  # ldr r4, [pc, #0]
    assert state.read(2).offset == RVA + 4 + 0x20
    assert state.read(3).offset == RVA + 6 + 0x20
    assert state.read(4)[:2] == (None, 0x0706_0504)


def test_an_address_is_as_old_as_the_number_that_leads_to_it() -> None:
    state = start(r3=Value(None, 0x20, 0x10F0))
    a32(state, 0xE08F_3003)  # add r3, pc, r3
    assert state.read(3).source == 0x10F0
    a32(state, 0xE28F_2000)  # adr r2, . + 8
    assert state.read(2).source == RVA
    assert isinstance(state.watcher, Watcher)
    assert state.watcher.pointers == [RVA + 0x28, RVA + 8]


def test_a_literal_is_a_number() -> None:
    state = start()
    a32(state, 0xE59F_1008)  # ldr r1, [pc, #8]
    a32(state, 0xE51F_2008)  # ldr r2, [pc, #-8]
    t32(state, 0xF8DF, 0x3010)  # ldr.w r3, [pc, #0x10]
    t32(state, 0xF85F, 0x4004)  # ldr.w r4, [pc, #-4]
    assert [state.read(n)[:2] for n in (1, 2, 3, 4)] == [
        (None, 0x1312_1110),
        (None, 0x0302_0100),
        (None, 0x1716_1514),
        (None, 0x0302_0100),
    ]


@pytest.mark.parametrize(
    ("word", "at", "base"),
    [
        (0xE580_1008, 8, 0),  # str r1, [r0, #8]
        (0xE500_1008, -8, 0),  # str r1, [r0, #-8]
        (0xE5A0_1008, 8, 8),  # str r1, [r0, #8]!
        (0xE480_1008, 0, 8),  # str r1, [r0], #8
        (0xE780_1002, 0x40, 0),  # str r1, [r0, r2]
        (0xE780_1102, 0x100, 0),  # str r1, [r0, r2, lsl #2]
        (0xE880_000A, 0, 0),  # stm r0, {r1, r3}
        (0xE8A0_000A, 0, 8),  # stm r0!, {r1, r3}
        (0xE920_000A, -8, -8),  # stmdb r0!, {r1, r3}
        (0xE980_000A, 4, 0),  # stmib r0, {r1, r3}
        (0xE800_000A, -4, 0),  # stmda r0, {r1, r3}
    ],
)
def test_where_a32_stores(word: int, at: int, base: int) -> None:
    state = start(r1=number(0x1122_3344), r2=number(0x40))
    origin = state.read(0)
    assert a32(state, word) == RVA + 4
    assert state.load(origin.plus(at, 0), 4) == number(0x1122_3344)
    assert state.read(0) == origin._replace(offset=base)


@pytest.mark.parametrize(
    ("halves", "at", "base"),
    [
        ((0x6081,), 8, 0),  # str r1, [r0, #8]
        ((0x5081,), 0x40, 0),  # str r1, [r0, r2]
        ((0xC00A,), 0, 8),  # stmia r0!, {r1, r3}
        ((0xF8C0, 0x1008), 8, 0),  # str.w r1, [r0, #8]
        ((0xF840, 0x1C08), -8, 0),  # str r1, [r0, #-8]
        ((0xF840, 0x1F08), 8, 8),  # str r1, [r0, #8]!
        ((0xF840, 0x1B08), 0, 8),  # str r1, [r0], #8
        ((0xF840, 0x1022), 0x100, 0),  # str.w r1, [r0, r2, lsl #2]
        ((0xE9C0, 0x1302), 8, 0),  # strd r1, r3, [r0, #8]
        ((0xE9E0, 0x1302), 8, 8),  # strd r1, r3, [r0, #8]!
        ((0xE880, 0x000A), 0, 0),  # stmia.w r0, {r1, r3}
        ((0xE920, 0x000A), -8, -8),  # stmdb r0!, {r1, r3}
    ],
)
def test_where_t32_stores(halves: tuple[int, ...], at: int, base: int) -> None:
    state = start(r1=number(0x1122_3344), r2=number(0x40))
    origin = state.read(0)
    assert t32(state, *halves) == RVA + 2 * len(halves)
    assert state.load(origin.plus(at, 0), 4) == number(0x1122_3344)
    assert state.read(0) == origin._replace(offset=base)


def test_the_stack() -> None:
    for execute, push, pop in (
        (_arm_a32.execute, 0xE92D_4010, 0xE8BD_8010),
        (_arm_t16.execute, 0xB510, 0xBD10),
        (_arm_t32.execute, 0xE92D_4010, 0xE8BD_8010),
    ):
        state = start(r4=number(4), r14=number(14))
        execute(state, RVA, push)  # push {r4, lr}
        assert state.read(SP)[:2] == (STACK, -8)
        assert state.load(state.read(SP), 4) == number(4)
        assert state.load(state.read(SP).plus(4, 0), 4) == number(14)
        state.registers[4] = None
        assert execute(state, RVA, pop) is None  # pop {r4, pc}
        assert state.read(4) == number(4)


def test_narrow_stores_and_loads() -> None:
    state = start(r1=number(0x1122_3344))
    origin = state.read(0)
    a32(state, 0xE1C0_10B2)  # strh r1, [r0, #2]
    a32(state, 0xE5C0_1008)  # strb r1, [r0, #8]
    t32(state, 0x8101)  # strh r1, [r0, #8]
    t32(state, 0x7301)  # strb r1, [r0, #12]
    held = {
        at: state.load(origin.plus(at, 0), size).offset for at, size in ((2, 2), (8, 2), (12, 1))
    }
    assert held == {2: 0x3344, 8: 0x3344, 12: 0x44}
    t32(state, 0x5E82)  # ldrsh r2, [r0, r2]
    assert state.read(2).base is not None


def test_two_words_are_loaded_in_order() -> None:
    state = start(r4=number(4), r5=number(5))
    a32(state, 0xE1C0_40F8)  # strd r4, r5, [r0, #8]
    a32(state, 0xE1C0_60D8)  # ldrd r6, r7, [r0, #8]
    t32(state, 0xE9D0, 0x8902)  # ldrd r8, r9, [r0, #8]
    assert [state.read(n).offset for n in (6, 7, 8, 9)] == [4, 5, 4, 5]


def test_a_store_to_nobody_knows_where_forgets_what_is_there() -> None:
    for execute, store in (
        (_arm_a32.execute, 0xE780_1002),  # str r1, [r0, r2]
        (_arm_t16.execute, 0x5081),  # str r1, [r0, r2]
        (_arm_t32.execute, 0xF840_1002),  # str.w r1, [r0, r2]
    ):
        state = start(r1=number(1))
        state.store(state.read(0), 4, number(7))
        execute(state, RVA, store)
        assert state.load(state.read(0), 4) != number(7)


def test_calls() -> None:
    pointer = Value(Symbol(), 0x140, 0x10F0)
    function = Value(Symbol(pointer, 4), 0, 0x10F4)
    inside = Value(IMAGE, 0x1201, 0x1000)
    assert a32(start(), 0xEB00_0002) == Call(RVA + 16, RVA + 4)  # bl . + 16
    assert a32(start(), 0xFA00_0002) == Call(RVA + 16, RVA + 4)  # blx . + 16
    assert a32(start(), 0xFB00_0002) == Call(RVA + 18, RVA + 4)  # blx . + 18
    assert t32(start(), 0xF000, 0xF806) == Call(RVA + 16, RVA + 4)  # bl . + 16
    assert t32(start(), 0xF7FF, 0xFFFE) == Call(RVA, RVA + 4)  # bl .
    assert _arm_t32.execute(start(), RVA + 2, 0xF000_E806) == Call(RVA + 16, RVA + 6)  # blx . + 14
    targets: dict[Value, int | Value | None] = {function: pointer, inside: 0x1200, number(0): None}
    for value, target in targets.items():
        state = start(r3=value)
        assert a32(state, 0xE12F_FF33) == Call(target, RVA + 4)  # blx r3
        assert a32(state, 0xE12F_FF13) == Call(target, None)  # bx r3
        assert t32(state, 0x4798) == Call(target, RVA + 2)  # blx r3
        assert t32(state, 0x4718) == Call(target, None)  # bx r3
    table = Value(Symbol(), 0, NOWHERE)
    assert a32(start(r3=table), 0xE593_F098) == Call(table.plus(0x98, NOWHERE), None)  # ldr pc
    assert t32(start(r3=table), 0xF8D3, 0xF098) == Call(table.plus(0x98, NOWHERE), None)


@pytest.mark.parametrize(
    ("word", "control"),
    [
        (0xEA00_0002, RVA + 16),  # b . + 16
        (0x1A00_0002, Branch(RVA + 4, RVA + 16)),  # bne . + 16
        (0x1BFF_FFFE, Call(RVA, RVA + 4)),  # blne .
        (0xE12F_FF1E, Call(None, None)),  # bx lr
        (0x112F_FF1E, RVA + 4),  # bxne lr
        (0xE8BD_8010, None),  # pop {r4, pc}
        (0x18BD_8010, RVA + 4),  # popne {r4, pc}
        (0xE1A0_F00E, Call(None, None)),  # mov pc, lr
        (0xE79F_F103, None),  # ldr pc, [pc, r3, lsl #2]
        (0xE120_0070, None),  # bkpt
        (0xE140_0070, RVA + 4),  # hvc #0
        (0xEF00_0000, RVA + 4),  # svc #0
        (0xF57F_F06F, RVA + 4),  # isb
        (0xE320_F000, RVA + 4),  # nop
    ],
)
def test_where_a32_goes(word: int, control: Control) -> None:
    assert a32(start(), word) == control


@pytest.mark.parametrize(
    ("halves", "control"),
    [
        ((0xE006,), RVA + 16),  # b . + 16
        ((0xD106,), Branch(RVA + 2, RVA + 16)),  # bne . + 16
        ((0xB133,), Branch(RVA + 2, RVA + 16)),  # cbz r3, . + 16
        ((0xBB33,), Branch(RVA + 2, RVA + 0x50)),  # cbnz r3, . + 0x50
        ((0x4770,), Call(None, None)),  # bx lr
        ((0xBD10,), None),  # pop {r4, pc}
        ((0xBE00,), None),  # bkpt
        ((0xDE00,), None),  # udf
        ((0xDF00,), RVA + 2),  # svc
        ((0xF000, 0xB806), RVA + 16),  # b.w . + 16
        ((0xF040, 0x8006), Branch(RVA + 4, RVA + 16)),  # bne.w . + 16
        ((0xE8DF, 0xF003), None),  # tbb [pc, r3]
        ((0xE8BD, 0x8010), None),  # pop.w {r4, pc}
        ((0xF3BF, 0x8F6F), RVA + 4),  # isb
        ((0xF7F0, 0xA000), None),  # udf.w
        ((0xF7E0, 0x8000), RVA + 4),  # hvc
    ],
)
def test_where_t32_goes(halves: tuple[int, ...], control: Control) -> None:
    assert t32(start(), *halves) == control


def row(code: bytes, *, thumb: bool) -> Row:
    segment = Segment(offset=0, rva=RVA, size=len(code), code=True)
    image = Image(ImageType.PE, Arch.ARM, "pe", (), code, segments=(segment,))
    return Row(ImageMap(image).runs[0], thumb=thumb)


def test_what_a_condition_may_skip_is_not_believed() -> None:
    state = start(r0=number(7), r1=number(8))
    assert a32(state, 0x13A0_0001) == RVA + 4  # movne r0, #1
    assert state.registers[:2] == [None, number(8)]
    assert a32(state, 0x11A0_1001) == RVA + 4  # movne r1, r1
    assert state.registers[:2] == [None, number(8)]


def test_memory_that_a_condition_may_change_is_not_believed() -> None:
    state = start(r1=number(1), r2=number(2))
    origin = state.read(0)
    state.store(origin, 4, number(7))
    state.store(origin.plus(4, 0), 4, number(8))
    a32(state, 0x1580_1000)  # strne r1, [r0]
    assert state.load(origin, 4) != number(7)
    assert state.load(origin, 4) != number(1)
    assert state.load(origin.plus(4, 0), 4) == number(8)


@pytest.mark.parametrize(("it", "count"), [(0xBF18, 1), (0xBF14, 2), (0xBF1A, 3), (0xBF1B, 4)])
def test_it_makes_as_many_conditional_as_it_says(it: int, count: int) -> None:
    moves = [0x2001 + 0x100 * n for n in range(6)]  # movs r0, #1 and so on to r5
    code = row(pack("<7H", it, *moves), thumb=True)
    state = start()
    at = RVA
    for _ in range(7):
        at, control = code.step(state, at)
        assert control == at
    assert [state.read(n).base is None for n in range(6)] == [n >= count for n in range(6)]


def test_a_hint_makes_nothing_conditional() -> None:
    code = row(pack("<2H", 0xBF00, 0x2001), thumb=True)  # nop; movs r0, #1
    state = start()
    code.step(state, code.step(state, RVA)[0])
    assert state.read(0)[:2] == (None, 1)


# --- Capstone as an oracle: nothing that an instruction may write is believed afterwards --------


def disassembled(mode: int, wide: bool, count: int) -> Iterator[tuple[bytes, Any]]:
    """Yield random instructions that Capstone knows, and what it knows of them."""
    engine = capstone.Cs(capstone.CS_ARCH_ARM, mode)
    engine.detail = True
    random = Random(2026)
    for _ in range(count):
        word = random.getrandbits(32)
        if mode == capstone.CS_MODE_ARM:
            code = pack("<I", word & 0x0FFF_FFFF | 0xE000_0000)
        elif wide:
            code = pack("<2H", 0xE800 | word >> 16, word & 0xFFFF)
        else:
            code = pack("<H", word & 0xFFFF)
        for known in engine.disasm(code, RVA):
            if known.size == len(code):
                yield code, known


KINDS = pytest.mark.parametrize(
    ("mode", "wide"),
    [
        (capstone.CS_MODE_ARM, False),
        (capstone.CS_MODE_THUMB, False),
        (capstone.CS_MODE_THUMB, True),
    ],
    ids=["a32", "narrow", "wide"],
)


def index(name: str) -> int | None:
    """Return our number of a register by Capstone's name."""
    if name[0] == "r" and name[1:].isdigit():
        return int(name[1:])
    return NUMBERS.get(name)


@KINDS
def test_every_register_that_is_written_is_new(mode: int, wide: bool) -> None:
    checked = 0
    for code, known in disassembled(mode, wide, 10_000):
        state = start()
        old = list(state.registers)
        control = row(code, thumb=mode == capstone.CS_MODE_THUMB).step(state, RVA)[1]
        if known.mnemonic in NOT_WRITTEN or not isinstance(control, int):
            continue
        reads, writes = known.regs_access()
        for register in map(index, map(known.reg_name, set(writes) - set(reads))):
            if register is not None and register != PC:
                assert state.registers[register] is not old[register], f"{code.hex()} {known}"
                checked += 1
    assert checked > 1000


@KINDS
def test_memory_that_is_written_is_new(mode: int, wide: bool) -> None:
    stores = 0
    for code, known in disassembled(mode, wide, 15_000):
        if not known.mnemonic.startswith("st") or not known.op_str.endswith(("]", "]!")):
            continue
        for memory in (o.mem for o in known.operands if o.type == names.ARM_OP_MEM):
            base = index(known.reg_name(memory.base))
            if base is None or base == PC:
                continue
            state = start()
            at = state.read(base).plus(memory.disp, NOWHERE)
            state.store(at, 8, OLD)
            row(code, thumb=mode == capstone.CS_MODE_THUMB).step(state, RVA)
            assert state.bytes_at(at, 1) != (b"\x88", (NOWHERE,)), f"{code.hex()} {known}"
            stores += 1
    assert stores > 100
