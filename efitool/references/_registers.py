"""What RISC registers do alike: numbers wrap around in them, and calls leave some undefined."""

from __future__ import annotations

from collections.abc import Iterable

from efitool.references._machine import State, Value
from efitool.references._words import MASK_64

ZERO = 0
"""The register that is always zero, where it is the first."""


def read(state: State, register: int, rva: int) -> Value:
    """Return what a register holds; `ZERO` holds a number that the instruction itself made."""
    return state.read(register) if register else Value(None, 0, rva)


def moved(value: Value, distance: int, mask: int = MASK_64) -> Value:
    """Return a value further on; it is the instruction that made it that counts."""
    base, offset, source = value
    further = offset + distance
    return Value(base, further & mask if base is None else further, source)


def forget(state: State, registers: Iterable[int]) -> None:
    """Forget what some registers hold."""
    for register in registers:
        state.registers[register] = None
