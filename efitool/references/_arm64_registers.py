"""The registers of A64: x0 to x30, the stack pointer, v0 to v31.

Number 31 is the stack pointer where an instruction says so, and else a register that is zero.
"""

from __future__ import annotations

from efitool.references._machine import State, Value
from efitool.references._words import MASK_32

LINK = 30
SP = 31
VECTOR = 32
"""Where v0 stands among the registers."""
REGISTERS = 64

CALLER_SAVED = (*range(19), LINK, *range(VECTOR, REGISTERS))
"""AAPCS64, "Machine Registers". Of v8 to v15 a function preserves a half, which holds no GUID."""


def read(state: State, register: int, rva: int) -> Value:
    """Return what a register holds; its number 31 is zero, made by the instruction itself."""
    return Value(None, 0, rva) if register == SP else state.read(register)


def write(state: State, register: int, value: Value | None) -> None:
    """Set a register, or forget it (None); number 31 takes nothing."""
    if register != SP:
        state.registers[register] = value


def narrow(value: Value) -> Value | None:
    """Return what a 32-bit write leaves: half an address is none."""
    return Value(None, value.offset & MASK_32, value.source) if value.base is None else None
