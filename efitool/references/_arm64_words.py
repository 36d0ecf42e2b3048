"""What the words of A64 code say: fields, distances, immediates.

Arm Architecture Reference Manual (DDI 0487), C4.1, C6.2 and C7.2.
"""

from __future__ import annotations

from efitool.references._words import MASK_32, MASK_64, signed


def adr_target(rva: int, word: int) -> int:
    """Return the address that ADR at ``rva`` computes, or the page that ADRP does."""
    distance = signed(word >> 3 & 0x1FFFFC | word >> 29 & 3, 21)
    return (rva & ~0xFFF) + (distance << 12) if word >> 31 else rva + distance


def literal_address(rva: int, word: int) -> int:
    """Return where LDR (literal) at ``rva`` reads."""
    return rva + (signed(word >> 5, 19) << 2)


def wide_immediate(word: int, old: int) -> int:
    """Return what MOVN, MOVZ or MOVK makes of a register that holds ``old``."""
    shift = (word >> 21 & 3) * 16
    number = (word >> 5 & 0xFFFF) << shift
    opcode = word >> 29 & 3
    if opcode == 0:
        number = ~number
    elif opcode == 3:
        number |= old & ~(0xFFFF << shift)
    return number & (MASK_64 if word >> 31 else MASK_32)
