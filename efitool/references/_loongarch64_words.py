"""What the words of LA64 code say: fields, distances, immediates.

LoongArch Reference Manual, Volume 1: Basic Architecture (v1.10), 1.3, "Instruction coding
format", 2.2 and appendix B, "Table of instruction encoding".
"""

from __future__ import annotations

from efitool.references._words import MASK_64, signed

WORD = 8

GROUP = 22
"""The ten bits of a word from here on tell most instructions with an immediate apart."""

ADDI_W, ADDI_D, LU52I_D, ORI = 0b00_0000_1010, 0b00_0000_1011, 0b00_0000_1100, 0b00_0000_1110
LU12I_W = range(0b00_0101_0000, 0b00_0101_1000)
LU32I_D = range(0b00_0101_1000, 0b00_0110_0000)
"""Groups of what builds constants; LU12I.W and LU32I.D have an operation code of seven bits."""

BUILDERS = frozenset((ADDI_W, ADDI_D, LU52I_D, ORI, *LU12I_W, *LU32I_D))

PCADDI, PCALAU12I, PCADDU12I, PCADDU18I = 0b000_1100, 0b000_1101, 0b000_1110, 0b000_1111
"""Operation codes, of seven bits, of what adds to the program counter."""


def si12(word: int) -> int:
    """Return the immediate of twelve bits, in bytes where it is a distance."""
    return signed(word >> 10, 12)


def si14(word: int) -> int:
    """Return the distance of LDPTR and STPTR in bytes."""
    return signed(word >> 10, 14) << 2


def offs16(word: int) -> int:
    """Return how far branches that compare two registers go, and JIRL behind its base."""
    return signed(word >> 10, 16) << 2


def offs21(word: int) -> int:
    """Return how far branches that test one register go."""
    return signed((word & 31) << 16 | word >> 10 & 0xFFFF, 21) << 2


def offs26(word: int) -> int:
    """Return how far B and BL go."""
    return signed((word & 0x3FF) << 16 | word >> 10 & 0xFFFF, 26) << 2


def near_target(rva: int, word: int) -> int:
    """Return the address that an instruction with the program counter at ``rva`` computes."""
    distance = signed(word >> 5, 20)
    operation = word >> 25
    if operation == PCADDI:
        return rva + (distance << 2)
    if operation == PCALAU12I:
        return (rva & ~0xFFF) + (distance << 12)
    return rva + (distance << (12 if operation == PCADDU12I else 18))


def built_on(word: int) -> int:
    """Return the register that one of the `BUILDERS` changes or adds to; 0, always zero, is none.

    LU32I.D keeps the low half of the register that it writes.
    """
    group = word >> GROUP
    if group in LU12I_W:
        return 0
    return word & 31 if group in LU32I_D else word >> 5 & 31


def built(word: int, old: int) -> int:
    """Return the number that one of the `BUILDERS` makes of one."""
    group = word >> GROUP
    if group in LU12I_W:
        number = signed(word >> 5, 20) << 12
    elif group in LU32I_D:
        number = signed(word >> 5, 20) << 32 | old & 0xFFFF_FFFF
    elif group == LU52I_D:
        number = si12(word) << 52 | old & (1 << 52) - 1
    elif group == ORI:
        number = old | word >> 10 & 0xFFF
    else:
        number = old + si12(word)
    return (signed(number, 32) if group == ADDI_W else number) & MASK_64
