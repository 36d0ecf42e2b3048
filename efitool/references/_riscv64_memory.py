"""RV64 loads and stores, executed on the abstract machine."""

from __future__ import annotations

from efitool.references._machine import Control, State, Value
from efitool.references._registers import moved, read
from efitool.references._riscv64_rows import Instruction
from efitool.references._riscv64_words import immediate, store_distance
from efitool.references._words import MASK_64, signed

WORD = 8
UNSIGNED = 4
"""The bit of funct3 that a load sets to fill with zeros instead of the sign."""

VECTORS = frozenset((0, 5, 6, 7))
"""Widths in floating-point loads and stores that say it is a vector, of unknown length."""


def load(state: State, at: Instruction) -> Control:
    """LB to LD, LBU to LWU. What is narrower than a pointer and known is a number."""
    rva, word, follows = at
    funct3 = word >> 12 & 7
    address = moved(read(state, word >> 15 & 31, rva), immediate(word))
    size = 1 << (funct3 & 3)
    if size == WORD:
        value: Value | None = state.load(address, WORD)
    else:
        value = _number(state, address, size, fill=not funct3 & UNSIGNED)
    state.registers[word >> 7 & 31] = value
    return follows


def store(state: State, at: Instruction) -> Control:
    """SB to SD."""
    rva, word, follows = at
    address = moved(read(state, word >> 15 & 31, rva), store_distance(word))
    state.store(address, 1 << (word >> 12 & 3), read(state, word >> 20 & 31, rva))
    return follows


def store_float(state: State, at: Instruction) -> Control:
    """FSH to FSQ, and vectors, whose registers hold what is not followed."""
    rva, word, follows = at
    base, width = read(state, word >> 15 & 31, rva), word >> 12 & 7
    if width in VECTORS:
        state.forget_all(base.base)
    else:
        state.forget(moved(base, store_distance(word)), 1 << width)
    return follows


def atomic(state: State, at: Instruction) -> Control:
    """LR, SC and AMO, which may change a word or a doubleword."""
    rva, word, follows = at
    state.forget(read(state, word >> 15 & 31, rva), WORD)
    state.registers[word >> 7 & 31] = None
    return follows


def _number(state: State, address: Value, size: int, *, fill: bool) -> Value | None:
    found = state.bytes_at(address, size)
    if found is None:
        return None
    held = int.from_bytes(found[0], "little")
    return Value(None, signed(held, 8 * size) & MASK_64 if fill else held, min(found[1]))
