from __future__ import annotations

import pytest

from efitool.model.image import Arch, Image, ImageType, Segment
from efitool.references._image_map import ImageMap
from efitool.references._loongarch64_cpu import execute
from efitool.references._loongarch64_registers import CALLER_SAVED, REGISTERS, SP
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

RVA = 0x1100
T0, T1, S0, RA, A0 = 12, 13, 23, 1, 4
HELD = bytes(range(256)) * 16


class Watcher:
    def __init__(self) -> None:
        self.pointers: list[int] = []

    def stored(self, state: State, address: Value, content: bytes) -> None: ...

    def filled(self, rva: int, value: Value) -> None: ...

    def pointed(self, address: Value) -> None:
        self.pointers.append(address.offset)


def start(**registers: Value) -> State:
    """Return a state; ``t0``, ``t1`` and ``s0`` may be given."""
    segment = Segment(offset=0, rva=0x1000, size=len(HELD), code=True)
    image = Image(ImageType.PE, Arch.LOONGARCH64, "pe", (), HELD, segments=(segment,))
    values: list[Value | None] = [Value(Symbol(), 0, NOWHERE) for _ in range(REGISTERS)]
    values[SP] = Value(STACK, 0, NOWHERE)
    for name, value in registers.items():
        values[{"t0": T0, "t1": T1, "s0": S0}[name]] = value
    return State(ImageMap(image), Watcher(), values, {})


def number(value: int) -> Value:
    return Value(None, value, 0x1000)


def pointer(rva: int) -> Value:
    return Value(IMAGE, rva, 0x1000)


def after(word: int, **registers: Value) -> State:
    state = start(**registers)
    assert execute(state, RVA, word) == RVA + 4
    return state


def pointers(state: State) -> list[int]:
    assert isinstance(state.watcher, Watcher)
    return state.watcher.pointers


@pytest.mark.parametrize(
    ("word", "held"),
    [
        (0x1424_68AC, 0x1234_5000),  # lu12i.w t0, 0x12345
        (0x15FF_FFEC, 0xFFFF_FFFF_FFFF_F000),  # lu12i.w t0, -1
        (0x1624_68AC, 0x0001_2345_F777_7777),  # lu32i.d t0, 0x12345
        (0x17FF_FFCC, 0xFFFF_FFFE_F777_7777),  # lu32i.d t0, -2
        (0x0304_8D8C, 0x1237_7777_F777_7777),  # lu52i.d t0, t0, 0x123
        (0x033F_FC0C, 0xFFF0_0000_0000_0000),  # lu52i.d t0, zero, -1
        (0x03A2_218C, 0x7777_7777_F777_7FFF),  # ori t0, t0, 0x888
        (0x03A2_200C, 0x888),  # ori t0, zero, 0x888
        (0x02C0_418C, 0x7777_7777_F777_7787),  # addi.d t0, t0, 16
        (0x02FF_C18C, 0x7777_7777_F777_7767),  # addi.d t0, t0, -16
        (0x0280_418C, 0xFFFF_FFFF_F777_7787),  # addi.w t0, t0, 16
        (0x02BF_FC0C, 0xFFFF_FFFF_FFFF_FFFF),  # addi.w t0, zero, -1
        (0x1000_058C, 0x7777_7777_F778_7777),  # addu16i.d t0, t0, 1
        (0x13FF_FD8C, 0x7777_7777_F776_7777),  # addu16i.d t0, t0, -1
        (0x0010_B58C, 0x7777_7777_F777_7767),  # add.d t0, t0, t1
        (0x0010_B1AC, 0x7777_7777_F777_7767),  # add.d t0, t1, t0
        (0x0015_01AC, 0xFFFF_FFFF_FFFF_FFF0),  # move t0, t1
        (0x0015_340C, 0xFFFF_FFFF_FFFF_FFF0),  # or t0, zero, t1
        (0x0015_000C, 0),  # move t0, zero
    ],
)
def test_arithmetic_on_numbers(word: int, held: int) -> None:
    state = after(word, t0=number(0x7777_7777_F777_7777), t1=number((1 << 64) - 16))
    assert state.read(T0)[:2] == (None, held)


def test_a_chain_is_as_old_as_its_first_instruction() -> None:
    assert after(0x1600_002C, t0=number(1)).read(T0).source == 0x1000  # lu32i.d t0, 1
    assert after(0x1400_002C, t0=number(1)).read(T0).source == RVA  # lu12i.w t0, 1
    assert after(0x0380_040C, t0=number(1)).read(T0).source == RVA  # ori t0, zero, 1
    assert after(0x0015_01AC, t1=number(1)).read(T0).source == 0x1000  # move t0, t1


def test_numbers_wrap_around() -> None:
    state = after(0x02FF_C18C, t0=number(0))  # addi.d t0, t0, -16
    assert state.read(T0).offset == (1 << 64) - 16


def test_zero_stays_zero() -> None:
    state = after(0x1400_00A0)  # lu12i.w zero, 5
    assert execute(state, RVA, 0x0015_000C) == RVA + 4  # move t0, zero
    assert state.read(T0)[:2] == (None, 0)


def test_half_an_address_is_no_address() -> None:
    held = pointer(0x1000)
    assert after(0x0015_01AC, t1=held).read(T0) == held  # move t0, t1
    for word in (
        0x0280_41AC,  # addi.w t0, t1, 16
        0x0380_41AC,  # ori t0, t1, 16
        0x0300_01AC,  # lu52i.d t0, t1, 0
        0x0040_81AC,  # slli.w t0, t1, 0
        0x0011_B1AC,  # sub.d t0, t1, t0
    ):
        assert after(word, t1=held).read(T0).base is not IMAGE
    assert after(0x1600_000C, t0=held).read(T0).base is not IMAGE  # lu32i.d t0, 0


@pytest.mark.parametrize(
    ("word", "target", "is_pointer"),
    [
        (0x1800_002C, 0x1104, True),  # pcaddi t0, 1
        (0x19FF_FFEC, 0x10FC, True),  # pcaddi t0, -1
        (0x1A00_000C, 0x1000, False),  # pcalau12i t0, 0
        (0x1BFF_FFEC, 0x0000, False),  # pcalau12i t0, -1
        (0x1C00_002C, 0x2100, False),  # pcaddu12i t0, 1
        (0x1DFF_FFEC, 0x0100, False),  # pcaddu12i t0, -1
        (0x1E00_002C, 0x4_1100, False),  # pcaddu18i t0, 1
    ],
)
def test_addresses(word: int, target: int, is_pointer: bool) -> None:
    state = after(word)
    assert state.read(T0) == Value(IMAGE, target, RVA)
    assert pointers(state) == ([target] if is_pointer else [])


def test_adding_to_a_page_makes_a_pointer() -> None:
    state = after(0x02FF_C18D, t0=pointer(0x2000))  # addi.d t1, t0, -16
    assert state.read(T1) == Value(IMAGE, 0x1FF0, 0x1000)
    assert pointers(state) == [0x1FF0]


# --- memory ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "at", "size"),
    [
        (0x2900_406C, 16, 1),  # st.b t0, sp, 16
        (0x297F_C06C, -16, 2),  # st.h t0, sp, -16
        (0x2980_406C, 16, 4),  # st.w t0, sp, 16
        (0x29DF_E06C, 2040, 8),  # st.d t0, sp, 2040
        (0x25FF_FC6C, -4, 4),  # stptr.w t0, sp, -4
        (0x277F_F86C, 32760, 8),  # stptr.d t0, sp, 32760
        (0x3810_346C, -8, 1),  # stx.b t0, sp, t1
        (0x381C_346C, -8, 8),  # stx.d t0, sp, t1
    ],
)
def test_stores(word: int, at: int, size: int) -> None:
    state = after(word, t0=number(0x1122_3344_5566_7788), t1=number((1 << 64) - 8))
    [((base, offset), (held, value))] = state.memory.items()
    assert (base, offset, held) == (STACK, at, size)
    assert value.offset == 0x1122_3344_5566_7788 & (1 << 8 * size) - 1


@pytest.mark.parametrize(
    ("word", "held"),
    [
        (0x2800_006C, 0xFFFF_FFFF_FFFF_FF88),  # ld.b t0, sp, 0
        (0x2A00_006C, 0x88),  # ld.bu t0, sp, 0
        (0x2840_006C, 0xFFFF_FFFF_FFFF_F788),  # ld.h t0, sp, 0
        (0x2A40_006C, 0xF788),  # ld.hu t0, sp, 0
        (0x2880_006C, 0xFFFF_FFFF_F566_F788),  # ld.w t0, sp, 0
        (0x2A80_006C, 0xF566_F788),  # ld.wu t0, sp, 0
        (0x2400_006C, 0xFFFF_FFFF_F566_F788),  # ldptr.w t0, sp, 0
        (0x28C0_006C, 0xF122_3344_F566_F788),  # ld.d t0, sp, 0
        (0x2600_006C, 0xF122_3344_F566_F788),  # ldptr.d t0, sp, 0
        (0x3808_346C, 0xFFFF_FFFF_F566_F788),  # ldx.w t0, sp, t1
        (0x3828_346C, 0xF566_F788),  # ldx.wu t0, sp, t1
        (0x380C_346C, 0xF122_3344_F566_F788),  # ldx.d t0, sp, t1
    ],
)
def test_loads(word: int, held: int) -> None:
    state = start(t1=number(0))
    state.store(Value(STACK, 0, NOWHERE), 8, number(0xF122_3344_F566_F788))
    assert execute(state, RVA, word) == RVA + 4
    assert state.read(T0)[:2] == (None, held)


def test_a_copy_of_what_the_image_holds() -> None:
    state = after(0x2880_118D, t0=pointer(0x1010))  # ld.w t1, t0, 4
    execute(state, RVA + 4, 0x2980_006D)  # st.w t1, sp, 0
    assert state.bytes_at(Value(STACK, 0, NOWHERE), 4) == (HELD[0x14:0x18], (0x1000,))


def test_a_preload_loads_nothing() -> None:
    held = number(5)
    assert after(0x2AC0_006C, t0=held).read(T0) == held  # preld 12, sp, 0
    assert after(0x382C_346C, t0=held, t1=number(0)).read(T0) == held  # preldx 12, sp, t1


def stored() -> State:
    """Return a state that knows sixteen bytes of the stack."""
    state = start(s0=Value(STACK, 0, NOWHERE))
    for at in (0, 8):
        state.store(Value(STACK, at, NOWHERE), 8, number(7))
    return state


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        (0x2B40_02E0, 1),  # fst.s $fa0, s0, 0
        (0x2BC0_12E0, 0),  # fst.d $fa0, s0, 4
        (0x2C40_02E0, 0),  # vst $vr0, s0, 0
        (0x2CFF_C2E0, 0),  # xvst $xr0, s0, -16
        (0x2C40_42E0, 2),  # vst $vr0, s0, 16
        (0x2B80_02E0, 2),  # fld.d $fa0, s0, 0
        (0x2C00_02E0, 2),  # vld $vr0, s0, 0
        (0x381C_32ED, 0),  # stx.d t1, s0, t0
        (0x383C_32E0, 0),  # fstx.d $fa0, s0, t0
        (0x383C_02E0, 0),  # fstx.d $fa0, s0, zero
        (0x3844_32E0, 0),  # vstx $vr0, s0, t0
        (0x3110_02E0, 0),  # vstelm.d $vr0, s0, 0, 0
        (0x380C_32ED, 2),  # ldx.d t1, s0, t0
        (0x381C_31AD, 2),  # stx.d t1, t1, t0
        (0x3860_B2ED, 0),  # amswap.d t1, t0, s0
        (0x2300_02ED, 0),  # sc.d t1, s0, 0
        (0x3872_02E0, 2),  # dbar 0x2e0
        (0x3872_8000, 2),  # ibar 0
    ],
)
def test_what_writes_unknown_bytes_makes_the_old_ones_unknown(word: int, kept: int) -> None:
    state = stored()
    assert execute(state, RVA, word) == RVA + 4
    assert len(state.memory) == kept


# --- control -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "control"),
    [
        (0x53FF_FDFF, RVA + 0x7FF_FFFC),  # b 0x7fffffc
        (0x53FF_FFFF, RVA - 4),  # b -4
        (0x5400_0200, Call(RVA - 0x800_0000, RVA + 4)),  # bl -0x8000000
        (0x43FF_FD8F, Branch(RVA + 4, RVA + 0x3F_FFFC)),  # beqz t0, 0x3ffffc
        (0x47FF_F99F, Branch(RVA + 4, RVA - 8)),  # bnez t0, -8
        (0x4BFF_F83F, Branch(RVA + 4, RVA - 8)),  # bceqz $fcc1, -8
        (0x59FF_FD8D, Branch(RVA + 4, RVA + 0x1_FFFC)),  # beq t0, t1, 0x1fffc
        (0x5FFF_F98D, Branch(RVA + 4, RVA - 8)),  # bne t0, t1, -8
        (0x6000_098D, Branch(RVA + 4, RVA + 8)),  # blt t0, t1, 8
        (0x6400_098D, Branch(RVA + 4, RVA + 8)),  # bge t0, t1, 8
        (0x6800_098D, Branch(RVA + 4, RVA + 8)),  # bltu t0, t1, 8
        (0x6C00_098D, Branch(RVA + 4, RVA + 8)),  # bgeu t0, t1, 8
        (0x4C00_0020, None),  # ret
        (0x002A_0001, None),  # break 1
        (0, None),
        (0x4FFF_FEE1, Call(0x1FFC, RVA + 4)),  # jirl ra, s0, -4
        (0x4C00_02E0, Call(0x2000, None)),  # jr s0
        (0x4C00_01A1, Call(None, RVA + 4)),  # jirl ra, t1, 0
    ],
)
def test_where_control_goes(word: int, control: Control) -> None:
    assert execute(start(s0=pointer(0x2000)), RVA, word) == control


def test_a_pointer_that_is_called_is_where_it_was_loaded_from() -> None:
    state = after(0x28C5_01AC, t1=Value(Symbol(), 0, NOWHERE))  # ld.d t0, t1, 0x140
    home = Value(state.read(T1).base, 0x140, NOWHERE)
    assert execute(state, RVA, 0x4C00_0181) == Call(home, RVA + 4)  # jirl ra, t0, 0


def test_a_system_call_returns() -> None:
    state = after(0x002B_0000, t0=number(1), s0=number(2))  # syscall 0
    assert state.registers[T0] is None
    assert state.read(S0) == number(2)


def test_what_a_function_need_not_preserve() -> None:
    state = start()
    forget(state, CALLER_SAVED)
    forgotten = [i for i, value in enumerate(state.registers) if value is None]
    assert forgotten == [RA, *range(A0, 21)]


@pytest.mark.parametrize(
    "word",
    [
        0x0014_DDAC,  # and t0, t1, s0
        0x0015_5DAC,  # or t0, t1, s0
        0x0010_DDAC,  # add.d t0, t1, s0
        0x0011_DDAC,  # sub.d t0, t1, s0
        0x00BF_81AC,  # bstrins.d t0, t1, 63, 32
        0x002D_5DAC,  # alsl.d t0, t1, s0, 3
        0x0340_15AC,  # andi t0, t1, 5
        0x0240_15AC,  # sltui t0, t1, 5
        0x03C0_15AC,  # xori t0, t1, 5
        0x0114_B80C,  # movfr2gr.d t0, $fa0
        0x72EF_F00C,  # vpickve2gr.d t0, $vr0, 0
        0x0400_140C,  # csrrd t0, 5
        0x2200_01AC,  # ll.d t0, t1, 0
        0x0000_69AC,  # rdtime.d t0, t1
        0x0000_6997,  # rdtime.d s0, t0
        0x2E80_1DAC,  # ldl.d t0, t1, 7
    ],
)
def test_what_is_not_modelled_is_forgotten(word: int) -> None:
    """The numbers are such that a result would be a known one."""
    old = number(0x1122_3344_5566_7788)
    state = after(word, t0=old, t1=Value(Symbol(), 0, NOWHERE), s0=Value(Symbol(), 8, NOWHERE))
    assert state.registers[T0] is None
