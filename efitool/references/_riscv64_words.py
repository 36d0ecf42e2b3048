"""What the words of RV64 code say: opcodes, immediates, distances.

RISC-V Instruction Set Manual, Volume I (20240411), 2.2 to 2.5 and 35, "RV32/64G Instruction Set
Listings".
"""

from __future__ import annotations

from efitool.references._words import signed

LOAD, LOAD_FLOAT, FENCE, OP_IMM, AUIPC, OP_IMM_32 = 0x03, 0x07, 0x0F, 0x13, 0x17, 0x1B
STORE, STORE_FLOAT, ATOMIC, OP, LUI, OP_32 = 0x23, 0x27, 0x2F, 0x33, 0x37, 0x3B
OP_FLOAT, OP_VECTOR, BRANCH, JALR, JAL, SYSTEM = 0x53, 0x57, 0x63, 0x67, 0x6F, 0x73
MULTIPLY_ADD = (0x43, 0x47, 0x4B, 0x4F)
"""The low seven bits of an instruction say what it is."""

NO_RESULT = frozenset((STORE, STORE_FLOAT, BRANCH))
"""Instructions that write no register."""


def upper(word: int) -> int:
    """Return the immediate of LUI and AUIPC."""
    return signed(word & 0xFFFF_F000, 32)


def immediate(word: int) -> int:
    """Return the immediate of loads, JALR and arithmetic (I-type)."""
    return signed(word >> 20, 12)


def store_distance(word: int) -> int:
    """Return how far behind its base a store writes (S-type)."""
    return signed(word >> 25 << 5 | word >> 7 & 31, 12)


def branch_distance(word: int) -> int:
    """Return how far a conditional branch goes (B-type)."""
    low = (word >> 7 & 1) << 11 | (word >> 8 & 15) << 1
    return signed((word >> 31) << 12 | (word >> 25 & 63) << 5 | low, 13)


def jump_distance(word: int) -> int:
    """Return how far JAL goes (J-type)."""
    low = (word >> 20 & 1) << 11 | (word >> 21 & 0x3FF) << 1
    return signed((word >> 31) << 20 | (word >> 12 & 0xFF) << 12 | low, 21)
