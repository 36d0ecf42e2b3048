"""The registers of RV64: x0, which is zero, to x31. Those of floating point hold no GUIDs.

Who preserves them: RISC-V ABIs Specification 1.0, "Integer Register Convention", which UEFI 2.10,
2.3.7 takes over.
"""

from __future__ import annotations

from efitool.references._machine import State, Value
from efitool.references._riscv64_words import X_MASK

ZERO, RA, SP, T0, FP, A0 = 0, 1, 2, 5, 8, 10
REGISTERS = 32
CALLER_SAVED = (RA, *range(T0, 8), *range(A0, 18), *range(28, 32))


def read(state: State, register: int, rva: int) -> Value:
    """Return what a register holds; x0 is zero, made by the instruction itself."""
    return Value(None, 0, rva) if register == ZERO else state.read(register)


def moved(value: Value, distance: int) -> Value:
    """Return a value further on; it is the instruction that made it that counts."""
    base, offset, source = value
    further = offset + distance
    return Value(base, further & X_MASK if base is None else further, source)


def forget_caller_saved(state: State) -> None:
    """Forget what a function need not preserve."""
    for register in CALLER_SAVED:
        state.registers[register] = None
