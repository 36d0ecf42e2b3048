"""What compressed instructions stand for: each is the short form of one of 32 bits.

RISC-V Instruction Set Manual, Volume I (20240411), 26.8, "RVC Instruction Set Listings", as of
RV64GC. Immediates are scattered over the halfword: each is described by the fields that it is
gathered from, as in the figures of the manual.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeAlias

from efitool.references._riscv64_words import (
    BRANCH,
    JAL,
    JALR,
    LOAD,
    LOAD_FLOAT,
    LUI,
    OP,
    OP_32,
    OP_IMM,
    OP_IMM_32,
    STORE,
    STORE_FLOAT,
)
from efitool.references._words import signed

Fields: TypeAlias = tuple[tuple[int, int, int], ...]
"""Where a field of the halfword starts, how many bits it has, which bit of the number is its
first."""

Transfers: TypeAlias = Mapping[int, tuple[int, int, Fields]]
"""Loads or stores by their funct3: opcode and funct3 of the long form, and the distance."""

ZERO, RA, SP = 0, 1, 2

EBREAK = 0x0010_0073

NUMBER: Fields = ((2, 5, 0), (12, 1, 5))
STACK_MOVE: Fields = ((6, 1, 4), (2, 1, 5), (5, 1, 6), (3, 2, 7), (12, 1, 9))
STACK_ADDRESS: Fields = ((6, 1, 2), (5, 1, 3), (11, 2, 4), (7, 4, 6))
JUMP: Fields = (
    (3, 3, 1),
    (11, 1, 4),
    (2, 1, 5),
    (7, 1, 6),
    (6, 1, 7),
    (9, 2, 8),
    (8, 1, 10),
    (12, 1, 11),
)
CONDITION: Fields = ((3, 2, 1), (10, 2, 3), (2, 1, 5), (5, 2, 6), (12, 1, 8))
WORDS: Fields = ((6, 1, 2), (10, 3, 3), (5, 1, 6))
DOUBLES: Fields = ((10, 3, 3), (5, 2, 6))
WORDS_FROM_SP: Fields = ((4, 3, 2), (12, 1, 5), (2, 2, 6))
DOUBLES_FROM_SP: Fields = ((5, 2, 3), (12, 1, 5), (2, 3, 6))
WORDS_TO_SP: Fields = ((9, 4, 2), (7, 2, 6))
DOUBLES_TO_SP: Fields = ((10, 3, 3), (7, 3, 6))

LOADS: Transfers = {
    1: (LOAD_FLOAT, 3, DOUBLES),
    2: (LOAD, 2, WORDS),
    3: (LOAD, 3, DOUBLES),
}
STORES: Transfers = {
    5: (STORE_FLOAT, 3, DOUBLES),
    6: (STORE, 2, WORDS),
    7: (STORE, 3, DOUBLES),
}
LOADS_FROM_SP: Transfers = {
    1: (LOAD_FLOAT, 3, DOUBLES_FROM_SP),
    2: (LOAD, 2, WORDS_FROM_SP),
    3: (LOAD, 3, DOUBLES_FROM_SP),
}
STORES_TO_SP: Transfers = {
    5: (STORE_FLOAT, 3, DOUBLES_TO_SP),
    6: (STORE, 2, WORDS_TO_SP),
    7: (STORE, 3, DOUBLES_TO_SP),
}

ARITHMETIC = {
    0: (OP, 0, 0x20),
    1: (OP, 4, 0),
    2: (OP, 6, 0),
    3: (OP, 7, 0),
    4: (OP_32, 0, 0x20),
    5: (OP_32, 0, 0),
}
"""SUB, XOR, OR, AND, SUBW, ADDW: opcode, funct3 and funct7 of the long form."""


@cache
def expanded(half: int) -> int:
    """Return the instruction of 32 bits that a compressed one stands for; 0 for an illegal one."""
    return _QUADRANTS[half & 3](half, half >> 13)


def _registers(half: int, funct3: int) -> int:
    """Loads and stores with a base of x8 to x15, and C.ADDI4SPN."""
    register, base = 8 + (half >> 2 & 7), 8 + (half >> 7 & 7)
    if funct3 in LOADS:
        opcode, width, fields = LOADS[funct3]
        return _i_type(opcode, width, register, base, _gather(half, fields))
    if funct3 in STORES:
        opcode, width, fields = STORES[funct3]
        return _s_type(opcode, width, base, register, _gather(half, fields))
    distance = _gather(half, STACK_ADDRESS)
    return _i_type(OP_IMM, 0, register, SP, distance) if not funct3 and distance else 0


def _immediates(half: int, funct3: int) -> int:
    """Immediates, arithmetic, jumps and branches."""
    register, number = half >> 7 & 31, signed(_gather(half, NUMBER), 6)
    if funct3 == 0:
        return _i_type(OP_IMM, 0, register, register, number)
    if funct3 == 1:
        return _i_type(OP_IMM_32, 0, register, register, number) if register else 0
    if funct3 == 2:
        return _i_type(OP_IMM, 0, register, ZERO, number)
    if funct3 == 3 and register == SP:
        return _i_type(OP_IMM, 0, SP, SP, signed(_gather(half, STACK_MOVE), 10))
    if funct3 == 3:
        return (number & 0xF_FFFF) << 12 | register << 7 | LUI if number else 0
    if funct3 == 4:
        return _arithmetic(half, number)
    if funct3 == 5:
        return _j_type(ZERO, signed(_gather(half, JUMP), 12))
    return _b_type(funct3 - 6, 8 + (half >> 7 & 7), signed(_gather(half, CONDITION), 9))


def _arithmetic(half: int, number: int) -> int:
    """C.SRLI, C.SRAI, C.ANDI, and what takes two registers."""
    register, operation = 8 + (half >> 7 & 7), half >> 10 & 3
    if operation == 0:
        return _i_type(OP_IMM, 5, register, register, number & 63)
    if operation == 1:
        return _i_type(OP_IMM, 5, register, register, 0x400 | number & 63)
    if operation == 2:
        return _i_type(OP_IMM, 7, register, register, number)
    found = ARITHMETIC.get((half >> 12 & 1) << 2 | half >> 5 & 3)
    return _r_type(*found, register, register, 8 + (half >> 2 & 7)) if found else 0


def _stack(half: int, funct3: int) -> int:
    """Loads and stores on the stack, C.SLLI, C.ADD, jumps to registers, and C.MV as ADDI."""
    register, other = half >> 7 & 31, half >> 2 & 31
    if funct3 in LOADS_FROM_SP:
        opcode, width, fields = LOADS_FROM_SP[funct3]
        if opcode == LOAD and not register:
            return 0
        return _i_type(opcode, width, register, SP, _gather(half, fields))
    if funct3 in STORES_TO_SP:
        opcode, width, fields = STORES_TO_SP[funct3]
        return _s_type(opcode, width, SP, other, _gather(half, fields))
    if funct3 == 0:
        return _i_type(OP_IMM, 1, register, register, _gather(half, NUMBER))
    second = half >> 12 & 1
    if other and second:
        return _r_type(OP, 0, 0, register, register, other)
    if other:
        return _i_type(OP_IMM, 0, register, other, 0)
    if register:
        return _i_type(JALR, 0, RA if second else ZERO, register, 0)
    return EBREAK if second else 0


_QUADRANTS: tuple[Callable[[int, int], int], ...] = (_registers, _immediates, _stack)


def _gather(half: int, fields: Fields) -> int:
    return sum((half >> start & (1 << bits) - 1) << to for start, bits, to in fields)


def _i_type(opcode: int, funct3: int, rd: int, rs1: int, number: int) -> int:
    return (number & 0xFFF) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode


def _s_type(opcode: int, funct3: int, rs1: int, rs2: int, number: int) -> int:
    low = rs2 << 20 | rs1 << 15 | funct3 << 12 | (number & 31) << 7 | opcode
    return (number >> 5 & 0x7F) << 25 | low


def _r_type(opcode: int, funct3: int, funct7: int, rd: int, rs1: int, rs2: int) -> int:
    return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode


def _b_type(funct3: int, rs1: int, number: int) -> int:
    high = (number >> 12 & 1) << 31 | (number >> 5 & 63) << 25
    low = (number >> 1 & 15) << 8 | (number >> 11 & 1) << 7
    return high | rs1 << 15 | funct3 << 12 | low | BRANCH


def _j_type(rd: int, number: int) -> int:
    high = (number >> 20 & 1) << 31 | (number >> 1 & 0x3FF) << 21
    low = (number >> 11 & 1) << 20 | (number >> 12 & 0xFF) << 12
    return high | low | rd << 7 | JAL
