"""A64 instructions, executed on the abstract machine.

Every instruction is one word; its top byte names a small group, and a table names who executes
that group (Arm Architecture Reference Manual, DDI 0487, C4.1, "A64 instruction set encoding").
What moves constants, addresses and pointers about is executed, all else forgets what it may
write. Plain masks do this an order of magnitude faster than a general disassembler.
"""

from __future__ import annotations

from efitool.references._arm64_memory import load_literal, pair, single, unknown_memory
from efitool.references._arm64_registers import (
    CALLER_SAVED,
    SP,
    VECTOR,
    narrow,
    read,
    write,
)
from efitool.references._arm64_words import adr_target, wide_immediate
from efitool.references._machine import IMAGE, Branch, Call, Control, Execute, State, Value
from efitool.references._registers import forget, moved
from efitool.references._words import signed

IS_SUM, SUM = 0xFFE0_0000, 0x8B00_0000
"""The bits that tell ADD of two 64-bit registers, of which the second may be shifted left."""

IS_MOVE, MOVE = 0x7FE0_FFE0, 0x2A00_03E0
IS_JOIN, JOIN = 0xFFE0_FC00, 0xAA00_8000
"""The bits that tell ORR of the zero register with another, and of one with another shifted left
by 32 bits."""


def execute(state: State, rva: int, word: int) -> Control:
    """Execute one instruction and say where control goes."""
    return _HANDLERS[word >> 24](state, rva, word)


def _unknown(state: State, rva: int, word: int) -> Control:
    write(state, word & 31, None)
    if word >> 25 & 7 == 7:  # SIMD and floating point write either kind of register
        state.registers[VECTOR + (word & 31)] = None
    return rva + 4


def _unknown_or_sp(state: State, rva: int, word: int) -> Control:
    """Forget what is written; number 31 is the stack pointer here."""
    state.registers[word & 31] = None
    return rva + 4


def _wide_immediate(state: State, rva: int, word: int) -> Control:
    """MOVN, MOVZ, MOVK; the other half of the group is logic, of which ANDS writes no SP."""
    register, opcode = word & 31, word >> 29 & 3
    if not word & 1 << 23:
        return _unknown(state, rva, word) if opcode == 3 else _unknown_or_sp(state, rva, word)
    old = read(state, register, rva)
    if opcode == 3 and old.base is not None:
        return _unknown(state, rva, word)
    source = old.source if opcode == 3 else rva
    write(state, register, Value(None, wide_immediate(word, old.offset), source))
    return rva + 4


def _address(state: State, rva: int, word: int) -> Control:
    """ADR, and ADRP, whose page alone is nobody's address."""
    value = Value(IMAGE, adr_target(rva, word), rva)
    write(state, word & 31, value)
    if not word >> 31:
        state.watcher.pointed(value)
    return rva + 4


def _add_immediate(state: State, rva: int, word: int) -> Control:
    """ADD, ADDS, SUB, SUBS with an immediate; without flags, number 31 is the stack pointer."""
    register, flags = word & 31, word & 1 << 29
    if flags and register == SP:
        return rva + 4
    if word & 1 << 23:
        return _unknown_or_sp(state, rva, word)
    distance = (word >> 10 & 0xFFF) << (12 if word & 1 << 22 else 0)
    value = moved(state.read(word >> 5 & 31), -distance if word & 1 << 30 else distance)
    state.registers[register] = value if word >> 31 else narrow(value)
    if value.base is IMAGE:
        state.watcher.pointed(value)
    return rva + 4


def _add_register(state: State, rva: int, word: int) -> Control:
    """ADD, ADDS, SUB, SUBS of two registers: extended and without flags they write SP."""
    if word & IS_SUM == SUM:
        value = _sum(read(state, word >> 5 & 31, rva), read(state, word >> 16 & 31, rva), word)
        write(state, word & 31, value)
        return rva + 4
    may_write_sp = word & 1 << 21 and not word & 1 << 29
    return _unknown_or_sp(state, rva, word) if may_write_sp else _unknown(state, rva, word)


def _sum(first: Value, second: Value, word: int) -> Value | None:
    """Return an address, or a number, with a number behind it that is shifted left."""
    shift = word >> 10 & 63
    if second.base is not None and not shift:
        first, second = second, first
    if second.base is not None:
        return None
    return moved(first, signed(second.offset << shift, 64))


def _logical_register(state: State, rva: int, word: int) -> Control:
    """MOV (register), which is ORR with the zero register; ORR that joins two words."""
    value = read(state, word >> 16 & 31, rva)
    if word & IS_MOVE == MOVE:
        write(state, word & 31, value if word >> 31 else narrow(value))
    elif word & IS_JOIN == JOIN:
        write(state, word & 31, _joined(state, read(state, word >> 5 & 31, rva), value))
    else:
        return _unknown(state, rva, word)
    return rva + 4


def _joined(state: State, low: Value, high: Value) -> Value | None:
    """Return the eight bytes of which memory held the low and the high word next to each other.

    So GCC passes a GUID by value, which is but aligned to four bytes.
    """
    if low.base is None or high.base is None or low.offset or high.offset:
        return None
    first, second = low.base.origin, high.base.origin
    if first is None or second is None or low.base.size != 4 or high.base.size != 4:
        return None
    return state.load(first, 8) if second[:2] == (first.base, first.offset + 4) else None


def _jump(state: State, rva: int, word: int) -> Control:
    """B, BL."""
    target = rva + (signed(word, 26) << 2)
    return Call(target, rva + 4) if word >> 31 else target


def _conditional(state: State, rva: int, word: int) -> Control:
    """B.cond, CBZ, CBNZ."""
    return Branch(rva + 4, rva + (signed(word >> 5, 19) << 2))


def _test_bit(state: State, rva: int, word: int) -> Control:
    """TBZ, TBNZ."""
    return Branch(rva + 4, rva + (signed(word >> 5, 14) << 2))


def _register_branch(state: State, rva: int, word: int) -> Control:
    """BR, BLR, and RET and its kin, with or without pointer authentication."""
    opcode = word >> 21 & 7
    if opcode > 1:
        return None
    base, offset, _ = state.read(word >> 5 & 31)
    target = offset if base is IMAGE else base.origin if base is not None and not offset else None
    return Call(target, rva + 4 if opcode else None)


def _exception(state: State, rva: int, word: int) -> Control:
    """SVC, HVC and SMC return; BRK and HLT do not."""
    if word >> 21 & 7:
        return None
    forget(state, CALLER_SAVED)
    return rva + 4


def _end(state: State, rva: int, word: int) -> Control:
    """UDF and what is reserved; SME and SVE, which firmware need not have enabled."""
    return None


_GROUPS: tuple[tuple[int, int, Execute], ...] = (
    (0b0001_1111, 0b0001_0000, _address),
    (0b0001_1111, 0b0001_0001, _add_immediate),
    (0b0001_1111, 0b0001_0010, _wide_immediate),
    (0b0001_1111, 0b0000_1010, _logical_register),
    (0b0001_1111, 0b0000_1011, _add_register),
    (0b0011_1011, 0b0001_1000, load_literal),
    (0b0011_1010, 0b0010_1000, pair),
    (0b0011_1010, 0b0011_1000, single),
    (0b0000_1010, 0b0000_1000, unknown_memory),
    (0b0111_1100, 0b0001_0100, _jump),
    (0b1111_1111, 0b0101_0100, _conditional),
    (0b0111_1110, 0b0011_0100, _conditional),
    (0b0111_1110, 0b0011_0110, _test_bit),
    (0b1111_1110, 0b1101_0110, _register_branch),
    (0b1111_1111, 0b1101_0100, _exception),
    (0b0001_1000, 0b0000_0000, _end),
    (0b0000_0000, 0b0000_0000, _unknown),
)
"""Groups of instructions by the mask and value of their top byte; the first that fits."""

_HANDLERS = tuple(
    next(handler for mask, value, handler in _GROUPS if top & mask == value) for top in range(256)
)
