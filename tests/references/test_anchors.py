from __future__ import annotations

from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.references._image_map import ImageMap
from efitool.references._machine import NOWHERE, STACK, State, Value
from efitool.references._risc import Risc
from efitool.references.arm import Arm
from efitool.references.arm64 import Arm64
from efitool.references.loongarch64 import LoongArch64
from efitool.references.riscv64 import Riscv64
from tests.machine_code import CODE, image

GUID = CODE + 0x20

AUIPC, ADDI = 0x0000_0517, 0x0205_0513  # auipc a0, 0; addi a0, a0, 32
ADRP, ADD = 0x9000_0000, 0x9100_8000  # adrp x0, .; add x0, x0, 32
A32_NOP = bytes.fromhex("00f020e3")


class Recorder:
    """Remembers which addresses of the image code took, and what it filled and stored."""

    def __init__(self) -> None:
        self.pointers: list[int] = []
        self.filled_at: list[int] = []
        self.contents: list[bytes] = []

    def stored(self, state: State, address: Value, content: bytes) -> None:
        self.contents.append(content)

    def filled(self, rva: int, value: Value) -> None:
        self.filled_at.append(rva)

    def pointed(self, address: Value) -> None:
        self.pointers.append(address.offset)


def run(kind: type[Risc], *words: int, guid: int = GUID) -> Recorder:
    """Execute some words of an image that holds a GUID at ``guid``, until the row ends."""
    code = pack(f"<{len(words)}I", *words) + A32_NOP * 4
    architecture = kind(ImageMap(image(code.hex())))
    list(architecture.pieces((), {guid: bytes(16)}))
    recorder = Recorder()
    state = State(architecture.image, recorder, architecture.registers(), {})
    architecture.run(state, CODE, set(), (), len(words))
    return recorder


@pytest.mark.parametrize(
    ("words", "pointed"),
    [
        ((), True),
        ((0x6105_3583,), False),  # ld a1, 0x610(a0)
        ((0xFF05_3583,), False),  # ld a1, -16(a0)
        ((0x0085_3583, 0x0005_3583), True),  # ld a1, 8(a0); ld a1, 0(a0)
        ((0x6105_3583, 0x0005_3583), True),  # ld a1, 0x610(a0); ld a1, 0(a0)
        ((0x00B5_3823,), False),  # sd a1, 16(a0)
        ((0x00A5_3423,), True),  # sd a0, 8(a0)
        ((0x0405_0593,), False),  # addi a1, a0, 64
        ((0x00B5_0533,), False),  # add a0, a0, a1
        ((0x00A5_85B3,), False),  # add a1, a1, a0
        ((0x0000_3583, 0x00B5_0533), False),  # ld a1, 0(zero); add a0, a0, a1
        ((0x0000_0513, 0x6105_3583), True),  # li a0, 0; ld a1, 0x610(a0)
        ((0x0080_00EF, 0x6105_3583), True),  # jal ra, . + 8; ld a1, 0x610(a0)
        ((0x6105_3583, 0x0080_00EF), False),  # ld a1, 0x610(a0); jal ra, . + 8
        ((0x0000_8067, 0x6105_3583), True),  # ret; ld a1, 0x610(a0)
        ((0x00B5_1463, 0x6105_3583), False),  # bne a0, a1, . + 8; ld a1, 0x610(a0)
        ((0x0080_006F, 0, 0x6105_3583), False),  # j . + 8; …; ld a1, 0x610(a0)
        ((0x0000_0013,) * 23 + (0x6105_3583,), False),  # nop …; ld a1, 0x610(a0)
        ((0x0000_0013,) * 24 + (0x6105_3583,), True),
    ],
)
def test_what_is_done_with_an_address_tells_whether_it_is_but_a_base(
    words: tuple[int, ...], pointed: bool
) -> None:
    found = run(Riscv64, AUIPC, ADDI, *words)
    assert (GUID in found.pointers) is pointed


def test_a_base_that_outlives_a_call_is_no_pointer() -> None:
    # auipc s1, 0; addi s1, s1, 32; jal; ld a1, 0x610(s1)
    assert run(Riscv64, 0x0000_0497, 0x0204_8493, 0x0080_00EF, 0x6104_B583).pointers == []


def test_what_is_passed_on_first_is_a_pointer() -> None:
    # mv s1, a0; jal; ld a1, 0x610(s1)
    found = run(Riscv64, AUIPC, ADDI, 0x0005_0493, 0x0080_00EF, 0x6104_B583)
    assert GUID in found.pointers


def test_what_a_call_leaves_in_a_register_is_something_else() -> None:
    # auipc t0, 0; addi t0, t0, 32; jal; ld a1, 0x610(t0)
    found = run(Riscv64, 0x0000_0297, 0x0202_8293, 0x0080_00EF, 0x6102_B583)
    assert found.pointers == [GUID]


def test_a_second_register_that_holds_the_address_is_followed_too() -> None:
    # mv s1, a0; li a0, 0; ld a1, 0x610(s1)
    found = run(Riscv64, AUIPC, ADDI, 0x0005_0493, 0x0000_0513, 0x6104_B583)
    assert found.pointers == []


@pytest.mark.parametrize(
    ("kind", "address", "displaced", "indexed", "read"),
    [
        (Arm64, (ADRP, ADD), 0xF940_0C01, 0x8B01_0000, 0xF940_0001),
        (Arm64, (ADRP, ADD), 0x9100_4001, 0x8B00_0021, 0xA940_0801),
        (LoongArch64, (0x1A00_0004, 0x02C0_8084), 0x28C0_6085, 0x0010_9484, 0x28C0_0085),
        (Riscv64, (AUIPC, ADDI), 0x0185_3583, 0x00B5_0533, 0x0005_3583),
        (Arm, (0xE28F_0018,), 0xE590_1018, 0xE080_0001, 0xE590_1000),
    ],
)
def test_every_architecture_tells_a_base_from_a_pointer(
    kind: type[Risc], address: tuple[int, ...], displaced: int, indexed: int, read: int
) -> None:
    assert run(kind, *address).pointers == [GUID]
    assert run(kind, *address, read).pointers == [GUID]
    assert GUID not in run(kind, *address, displaced).pointers
    assert GUID not in run(kind, *address, indexed).pointers


def test_what_is_no_guid_is_not_kept_back() -> None:
    assert run(Riscv64, AUIPC, ADDI, guid=0).pointers == []


def test_what_else_happens_is_passed_on() -> None:
    # auipc a0, 0; li a1, 5; sd a1, 0x200(a0)
    found = run(Riscv64, AUIPC, 0x0050_0593, 0x20B5_3023)
    assert found.filled_at == [CODE + 0x200]
    assert found.contents == [pack("<Q", 5)]


def test_the_trial_leaves_no_trace() -> None:
    code = pack("<4I", AUIPC, ADDI, 0x20A5_3023, 0x0000_8067)  # …; sd a0, 0x200(a0); ret
    architecture = Riscv64(ImageMap(image(code.hex())))
    list(architecture.pieces((), {GUID: bytes(16)}))
    recorder = Recorder()
    state = State(architecture.image, recorder, architecture.registers(), {})
    architecture.run(state, CODE, set(), (), 2)
    assert state.memory == {}
    assert recorder.filled_at == []
    assert state.read(2) == Value(STACK, 0, NOWHERE)


@settings(deadline=None)
@given(st.sampled_from([Arm, Arm64, LoongArch64, Riscv64]), st.binary(max_size=120))
def test_noise_behind_an_address_does_no_harm(kind: type[Risc], noise: bytes) -> None:
    words = [int.from_bytes(noise[at : at + 4], "little") for at in range(0, len(noise), 4)]
    first = {
        Arm: (0xE28F_0018,),
        Arm64: (ADRP, ADD),
        LoongArch64: (0x1A00_0004, 0x02C0_8084),
        Riscv64: (AUIPC, ADDI),
    }
    run(kind, *first[kind], *words)
