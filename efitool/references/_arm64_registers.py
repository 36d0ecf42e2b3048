"""The registers of A64: x0 to x30, the stack pointer, v0 to v31.

Number 31 is the stack pointer where an instruction says so, and else a register that is zero.
"""

from __future__ import annotations

from efitool.references._arm64_words import W_MASK, X_MASK
from efitool.references._machine import State, Value

SP = 31
VECTOR = 32
"""Where v0 stands among the registers."""
REGISTERS = 64


def read(state: State, register: int, rva: int) -> Value:
    """Return what a register holds; its number 31 is zero, made by the instruction itself."""
    return Value(None, 0, rva) if register == SP else state.read(register)


def write(state: State, register: int, value: Value | None) -> None:
    """Set a register, or forget it (None); number 31 takes nothing."""
    if register != SP:
        state.registers[register] = value


def moved(value: Value, distance: int) -> Value:
    """Return a value further on; it is the instruction that made it that counts."""
    base, offset, source = value
    further = offset + distance
    return Value(base, further & X_MASK if base is None else further, source)


def narrow(value: Value) -> Value | None:
    """Return what a 32-bit write leaves: half an address is none."""
    return Value(None, value.offset & W_MASK, value.source) if value.base is None else None


def forget_caller_saved(state: State) -> None:
    """Forget what a function need not preserve (AAPCS64, "Machine Registers").

    Of v8 to v15 it preserves a half, which holds no GUID.
    """
    state.registers[:19] = [None] * 19
    state.registers[30] = None
    state.registers[VECTOR:] = [None] * (REGISTERS - VECTOR)
