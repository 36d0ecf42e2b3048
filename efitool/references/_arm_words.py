"""What the words of 32-bit Arm code say: fields, distances, immediates.

A32 instructions are words. T32 instructions are a halfword, or two of which the first stands in
the high half of the words here (Arm Architecture Reference Manual, DDI 0406C, A5 and A6).
"""

from __future__ import annotations

from efitool.references._words import MASK_32, signed

WIDE = 0xE800
"""From this on, a T32 halfword is the first of two."""


def rotated(number: int, count: int) -> int:
    """Return a word rotated right."""
    return (number >> count | number << 32 - count) & MASK_32


def a32_immediate(word: int) -> int:
    """Return the modified immediate of a data-processing instruction (A5.2.4)."""
    return rotated(word & 0xFF, word >> 7 & 0x1E)


def t32_immediate(word: int) -> int:
    """Return the modified immediate of a data-processing instruction (A6.3.2)."""
    field, byte = t32_imm12(word), word & 0xFF
    if field >> 10:
        return rotated(0x80 | byte & 0x7F, field >> 7)
    return byte * (1, 0x0001_0001, 0x0100_0100, 0x0101_0101)[field >> 8]


def t32_imm12(word: int) -> int:
    """Return the immediate that stands in the fields i, imm3 and imm8."""
    return word >> 15 & 0x800 | word >> 4 & 0x700 | word & 0xFF


def a32_imm16(word: int) -> int:
    """Return the immediate of MOVW and MOVT."""
    return word >> 4 & 0xF000 | word & 0xFFF


def t32_imm16(word: int) -> int:
    """Return the immediate of MOVW and MOVT."""
    return word >> 4 & 0xF000 | t32_imm12(word)


def t32_distance(word: int) -> int:
    """Return the distance of B.W, BL and BLX from the address of the instruction plus 4."""
    sign = word >> 26 & 1
    high = (word >> 13 ^ sign ^ 1) & 1, (word >> 11 ^ sign ^ 1) & 1
    number = sign << 24 | high[0] << 23 | high[1] << 22
    return signed(number | word >> 4 & 0x3F_F000 | word << 1 & 0xFFE, 25)


def t32_conditional_distance(word: int) -> int:
    """Return the distance of a wide conditional branch from its address plus 4."""
    high = word >> 26 & 1, word >> 11 & 1, word >> 13 & 1
    number = high[0] << 20 | high[1] << 19 | high[2] << 18
    return signed(number | word >> 4 & 0x3_F000 | word << 1 & 0xFFE, 21)
