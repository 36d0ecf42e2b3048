"""Loads and stores of 32-bit Arm code, executed on the abstract machine."""

from __future__ import annotations

from efitool.references._arm_registers import (
    PC,
    REGISTERS,
    add,
    assign,
    moved,
    read,
    subtract,
    visit,
)
from efitool.references._machine import IMAGE, NOWHERE, Control, State, Value, unknown

WORD = 4


def addressed(
    state: State, word: int, register: int, distance: Value | None, pc: int
) -> Value | None:
    """Return the address that an instruction uses, and move its base register if it says so.

    The bits P (24), U (23), W (21) and L (20) of ``word`` say how; A32 has them in all of its loads
    and stores, and T32 in most. Post-indexed, A32's W asks for something else. None is somewhere
    behind the base; what is stored there may be anything that is.
    """
    base = read(state, register, pc & ~3)
    further = None
    if distance is not None:
        further = (add if word & 1 << 23 else subtract)(base, distance)
    before = word & 1 << 24
    if not before or word & 1 << 21:
        state.registers[register] = further
    address = further if before else base
    if address is None and not word & 1 << 20:
        state.forget_all(base.base)
    return address


def transfer(
    state: State, rva: int, register: int, address: Value | None, size: int, *, load: bool
) -> None:
    """Load or store a register."""
    if not load:
        if address is not None:
            state.store(address, size, state.read(register))
    elif address is not None:
        assign(state, rva, register, _fetch(state, rva, address, size))
    else:
        state.registers[register] = None


def pair(
    state: State, rva: int, first: int, second: int, address: Value | None, *, load: bool
) -> None:
    """LDRD, STRD."""
    further = moved(address, WORD) if address else None
    transfer(state, rva, first, address, WORD, load=load)
    transfer(state, rva, second, further, WORD, load=load)


def block(state: State, rva: int, word: int) -> Control:
    """LDM, STM, PUSH and POP: the lowest register has the lowest address.

    P (24), U (23), W (21) and L (20) of ``word`` say how, the low halfword which, bits 16 to 19
    where.
    """
    number, load, up = word >> 16 & 15, bool(word & 1 << 20), word & 1 << 23
    base = state.read(number)
    listed = [register for register in range(REGISTERS) if word >> register & 1]
    size = WORD * len(listed)
    lowest = base if up else moved(base, -size)
    if bool(word & 1 << 24) == bool(up):
        lowest = moved(lowest, WORD)
    for at, register in enumerate(listed):
        transfer(state, rva, register, moved(lowest, WORD * at), WORD, load=load)
    if word & 1 << 21 and not (load and number in listed):
        state.registers[number] = moved(base, size if up else -size)
    return None if load and PC in listed else rva + WORD


def jump(state: State) -> Control:
    """Go where the program counter was loaded from, be it a function or the way back."""
    target = state.registers[PC]
    return None if target is None else visit(target, None)


def _fetch(state: State, rva: int, address: Value, size: int) -> Value:
    """Return what memory holds. A constant next to the code is a number."""
    base, at, source = address
    if base is not IMAGE or source != NOWHERE:
        return state.load(address, size)
    target = state.image.pointer(at, size)
    if target is not None:
        return Value(IMAGE, target, rva)
    held = state.image.read(at, size)
    return unknown() if held is None else Value(None, int.from_bytes(held, "little"), rva)
