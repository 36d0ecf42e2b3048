"""LA64 loads and stores, executed on the abstract machine."""

from __future__ import annotations

from efitool.references._loongarch64_words import GROUP, si12, si14
from efitool.references._machine import Control, State, Value
from efitool.references._registers import moved, read
from efitool.references._words import MASK_64, signed

SIGNED_LOAD, STORE, UNSIGNED_LOAD, FLOAT = range(4)
"""What the upper two bits of an operation say; in the lower two is the size."""

PRELOAD = UNSIGNED_LOAD << 2 | 3
"""There is no wider register to extend eight bytes to: this loads nothing."""

WIDE_STORES = {0b00_1010_1101: 4, 0b00_1010_1111: 8, 0b00_1011_0001: 16, 0b00_1011_0011: 32}
"""Bytes that FST.S, FST.D, VST and XVST write, by their group."""

BARRIERS = 0x3872
"""The upper half of DBAR and IBAR."""


def plain(state: State, rva: int, word: int) -> Control:
    """LD, ST and PRELD of general registers."""
    return _transfer(state, rva, word, word >> GROUP & 15, si12(word))


def aligned(state: State, rva: int, word: int) -> Control:
    """LDPTR and STPTR, whose distance is in words."""
    kind = STORE if word >> 24 & 1 else SIGNED_LOAD
    return _transfer(state, rva, word, kind << 2 | 2 | word >> 25 & 1, si14(word))


def indexed(state: State, rva: int, word: int) -> Control:
    """LDX, STX and their kin: a register holds the distance."""
    operation = word >> 18 & 15
    index = read(state, word >> 10 & 31, rva)
    if index.base is None and operation >> 2 != FLOAT:
        return _transfer(state, rva, word, operation, signed(index.offset, 64))
    if operation >> 2 in (SIGNED_LOAD, UNSIGNED_LOAD):
        state.registers[word & 31] = None
    else:
        state.forget_all(state.read(word >> 5 & 31).base)
    return rva + 4


def wide(state: State, rva: int, word: int) -> Control:
    """FLD, FST, VLD, VST, XVLD and XVST: what they load and store is not followed."""
    size = WIDE_STORES.get(word >> GROUP)
    if size:
        state.forget(_address(state, rva, word, si12(word)), size)
    return rva + 4


def unknown_memory(state: State, rva: int, word: int) -> Control:
    """Atomic operations, elements of vectors; barriers, which touch nothing."""
    if word >> 16 != BARRIERS:
        state.forget_all(state.read(word >> 5 & 31).base)
        state.registers[word & 31] = None
    return rva + 4


def _transfer(state: State, rva: int, word: int, operation: int, distance: int) -> Control:
    register, kind, size = word & 31, operation >> 2, 1 << (operation & 3)
    address = _address(state, rva, word, distance)
    if kind == STORE:
        state.store(address, size, read(state, register, rva))
    elif operation != PRELOAD:
        value = state.load(address, size)
        if kind == SIGNED_LOAD and value.base is None:
            value = Value(None, signed(value.offset, 8 * size) & MASK_64, value.source)
        state.registers[register] = value
    return rva + 4


def _address(state: State, rva: int, word: int, distance: int) -> Value:
    return moved(read(state, word >> 5 & 31, rva), distance)
