"""The general registers of LA64: r0, which is zero, to r31.

Floating point and vector registers are not followed.
"""

from __future__ import annotations

from efitool.references._loongarch64_words import X_MASK
from efitool.references._machine import State, Value

ZERO, RA, SP, A0 = 0, 1, 3, 4
REGISTERS = 32

CALLER_SAVED = (RA, *range(A0, 21))
"""r4 to r20 are a0 to a7 and t0 to t8 (LoongArch Procedure Call Standard, "Register
convention")."""


def read(state: State, register: int, rva: int) -> Value:
    """Return what a register holds; r0 is zero, whatever was written, made by the instruction."""
    return state.read(register) if register else Value(None, 0, rva)


def moved(value: Value, distance: int) -> Value:
    """Return a value further on; it is the instruction that made it that counts."""
    base, offset, source = value
    further = offset + distance
    return Value(base, further & X_MASK if base is None else further, source)


def forget_caller_saved(state: State) -> None:
    """Forget what a function need not preserve."""
    for register in CALLER_SAVED:
        state.registers[register] = None
