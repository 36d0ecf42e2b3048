"""A64 loads and stores, executed on the abstract machine."""

from __future__ import annotations

from efitool.references._arm64_registers import REGISTERS, VECTOR, read, write
from efitool.references._arm64_words import literal_address
from efitool.references._machine import IMAGE, Control, State, Value
from efitool.references._registers import moved
from efitool.references._words import signed

POST_INDEX, OFFSET, PRE_INDEX = 1, 2, 3
"""How an instruction uses its base register. Pairs without hint and unscaled offsets have 0,
unprivileged ones 2: both are plain offsets."""


def _transfer(state: State, rva: int, register: int, address: Value, size: int, load: bool) -> None:
    if load:
        write(state, register, state.load(address, size))
    else:
        state.store(address, size, read(state, register, rva))


def load_literal(state: State, rva: int, word: int) -> Control:
    """LDR (literal), LDRSW (literal), PRFM (literal)."""
    opcode, vector = word >> 30, word >> 26 & 1
    register = (word & 31) + VECTOR * vector
    if vector or opcode < 2:
        address = Value(IMAGE, literal_address(rva, word), rva)
        write(state, register, state.load(address, 4 << opcode))
    else:
        write(state, register, None)
    return rva + 4


def pair(state: State, rva: int, word: int) -> Control:
    """LDP, STP, LDNP, STNP; LDPSW loads what is not followed."""
    opcode, vector, load = word >> 30, word >> 26 & 1, bool(word >> 22 & 1)
    size = 4 << opcode if vector else 4 << (opcode >> 1)
    address = _addressed(state, word, signed(word >> 15, 7) * size, mode=word >> 23 & 3)
    for field in (word, word >> 10):
        register = (field & 31) + VECTOR * vector
        _transfer(state, rva, register, address, size, load)
        address = moved(address, size)
    if opcode == 1 and not vector:
        write(state, word & 31, None)
        write(state, word >> 10 & 31, None)
    return rva + 4


def single(state: State, rva: int, word: int) -> Control:
    """LDR, STR and their narrow kin, with an immediate offset."""
    vector, opcode = word >> 26 & 1, word >> 22 & 3
    load = bool(opcode & 1 if vector else opcode)
    size = 16 if vector and opcode & 2 else 1 << (word >> 30)
    register = (word & 31) + VECTOR * vector
    if word & 1 << 24:
        address = _addressed(state, word, (word >> 10 & 0xFFF) * size, OFFSET)
    elif not word & 1 << 21:
        address = _addressed(state, word, signed(word >> 12, 9), mode=word >> 10 & 3)
    elif word >> 10 & 3 == 2:
        return _indexed(state, rva, word, register, load)
    else:
        return unknown_memory(state, rva, word)
    _transfer(state, rva, register, address, size, load)
    if load and not vector and opcode >= 2:  # sign-extending
        write(state, register, None)
    return rva + 4


def _addressed(state: State, word: int, distance: int, mode: int) -> Value:
    """Return the address that an instruction uses, and move its base register if it says so."""
    number = word >> 5 & 31
    base = state.read(number)
    further = moved(base, distance)
    if mode in (POST_INDEX, PRE_INDEX):
        state.registers[number] = further
    return base if mode == POST_INDEX else further


def _indexed(state: State, rva: int, word: int, register: int, load: bool) -> Control:
    """Load from, or store to, somewhere behind the base: a register holds the offset."""
    if load:
        write(state, register, None)
    else:
        state.forget_all(state.read(word >> 5 & 31).base)
    return rva + 4


def unknown_memory(state: State, rva: int, word: int) -> Control:
    """Any other load or store, which may do both and move its base."""
    base = word >> 5 & 31
    state.forget_all(state.read(base).base)
    state.registers[base] = None
    for register in (word & 31, word >> 10 & 31, word >> 16 & 31):
        write(state, register, None)
    if word & 1 << 26:
        state.registers[VECTOR:] = [None] * (REGISTERS - VECTOR)
    return rva + 4
