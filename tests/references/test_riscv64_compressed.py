"""Capstone reads every halfword there is, and what it stands for: both must say the same."""

from __future__ import annotations

import re
from struct import pack

import capstone
import pytest

from efitool.references._riscv64_compressed import expanded

LONG_NAMES = {
    "addi16sp": "addi",
    "addi4spn": "addi",
    "fldsp": "fld",
    "fsdsp": "fsd",
    "jr": "ret",
    "ldsp": "ld",
    "li": "addi",
    "lwsp": "lw",
    "mv": "addi",
    "nop": "addi",
    "sdsp": "sd",
    "sext.w": "addiw",
    "swsp": "sw",
}
ENGINE = capstone.Cs(capstone.CS_ARCH_RISCV, capstone.CS_MODE_RISCV64 | capstone.CS_MODE_RISCVC)
COMPRESSED = [half for half in range(1 << 16) if half & 3 != 3]


def said(code: bytes) -> tuple[str, set[str]] | None:
    """Return what an instruction does and with what, told apart from how it is written."""
    for found in ENGINE.disasm(code, 0x1000):
        name = found.mnemonic.removeprefix("c.")
        operands = set(re.split(r"[ ,()]+", found.op_str))
        return LONG_NAMES.get(name, name), operands - {
            "",
            "0",
            "zero",
            "ra" if name == "jr" else "",
        }
    return None


def is_hint(half: int) -> bool:
    """C.ADDI x0, which adds nothing."""
    return half & 0xEF83 == 0x0001


def is_reserved(half: int) -> bool:
    """The illegal instruction, and C.LUI of zero."""
    return half == 0 or half & 0xF07F == 0x6001


def test_every_halfword_says_what_the_word_says() -> None:
    known = 0
    for half in COMPRESSED:
        short = said(pack("<H", half))
        if short is None or is_hint(half) or is_reserved(half):
            continue
        known += 1
        assert said(pack("<I", expanded(half))) == short, f"{half:#06x}"
    assert known > 45_000


@pytest.mark.parametrize(
    ("half", "word"),
    [
        (0x6398, 0x0007_B703),  # ld a4, 0(a5)
        (0xEC3E, 0x00F1_3C23),  # sd a5, 24(sp)
        (0x1101, 0xFE01_0113),  # addi sp, sp, -32
        (0x8526, 0x0004_8513),  # mv a0, s1
        (0x9782, 0x0007_80E7),  # jalr a5
        (0x8082, 0x0000_8067),  # ret
        (0x9002, 0x0010_0073),  # ebreak
        (0x0001, 0x0000_0013),  # nop
        (0xBFD5, 0xFF5F_F06F),  # j . - 12
        (0xC501, 0x0005_0463),  # beqz a0, . + 8
    ],
)
def test_words(half: int, word: int) -> None:
    assert expanded(half) == word


@pytest.mark.parametrize("half", [0x0000, 0x0004, 0x2001, 0x6081, 0x4002, 0x8002, 0x9C41])
def test_what_is_reserved_is_illegal(half: int) -> None:
    assert expanded(half) == 0
