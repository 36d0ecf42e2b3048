"""The registers of 32-bit Arm code, and arithmetic on what they hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import and_, or_, xor
from typing import TypeAlias

from efitool.references import _registers
from efitool.references._machine import (
    IMAGE,
    NOWHERE,
    Branch,
    Call,
    Control,
    Execute,
    State,
    Value,
)
from efitool.references._words import MASK_32, signed

SP, LR, PC = 13, 14, 15
REGISTERS = 16
"""r0 to r15. Those of VFP and Advanced SIMD are not followed."""

CALLER_SAVED = (0, 1, 2, 3, 12, LR)
"""Registers that a function need not preserve (AAPCS, 6.1.1; UEFI 2.10, 2.3.5)."""

Operation: TypeAlias = Callable[[Value, Value], Value | None]
"""What a data-processing instruction makes of two operands; None where that is not followed."""

moved = partial(_registers.moved, mask=MASK_32)
"""Return a value further on, in a register of 32 bits."""


def add(one: Value, other: Value) -> Value | None:
    """Return the sum of an address and a number, or of two numbers.

    The program counter comes from nowhere: then it is the number that counts.
    """
    if other.base is not None:
        one, other = other, one
    if other.base is not None:
        return None
    base, offset, source = moved(one, signed(other.offset, 32))
    return Value(base, offset, other.source if source == NOWHERE else source)


def subtract(one: Value, other: Value) -> Value | None:
    """Return how an address or a number looks after a number was subtracted from it."""
    if other.base is not None:
        return None
    return add(one, Value(None, -other.offset & MASK_32, other.source))


def move(_: Value, other: Value) -> Value:
    """Return the second operand as it is."""
    return other


def _of_numbers(function: Callable[[int, int], int]) -> Operation:
    def operation(one: Value, other: Value) -> Value | None:
        if one.base is not None or other.base is not None:
            return None
        return Value(None, function(one.offset, other.offset) & MASK_32, other.source)

    return operation


bitwise_and = _of_numbers(and_)
bitwise_or = _of_numbers(or_)
bitwise_or_not = _of_numbers(lambda one, other: one | ~other)
exclusive_or = _of_numbers(xor)
bit_clear = _of_numbers(lambda one, other: one & ~other)


def read(state: State, register: int, pc: int) -> Value:
    """Return what a register holds; ``pc`` is what the program counter reads as."""
    return Value(IMAGE, pc, NOWHERE) if register == PC else state.read(register)


def assign(state: State, rva: int, register: int, value: Value | None) -> None:
    """Set a register that an instruction at ``rva`` writes, or forget it (None)."""
    if value is not None and value.source == NOWHERE and value.base is IMAGE:
        value = value._replace(source=rva)
    state.registers[register] = value
    if value is not None and value.base is IMAGE:
        state.watcher.pointed(value)


def visit(value: Value, following: int | None) -> Control:
    """Return where control goes by BX and BLX: bit 0 of an address tells A32 from T32."""
    base, offset, _ = value
    if base is IMAGE:
        return Call(offset & ~1, following)
    return Call(base.origin if base is not None and not offset else None, following)


def perhaps(state: State, rva: int, word: int, following: int, execute: Execute) -> Control:
    """Execute an instruction that a condition may skip, and keep what holds either way.

    Where it ends the path, what holds is what was.
    """
    executed = state.fork()
    control = execute(executed, rva, word)
    if control is None or (isinstance(control, Call) and control.target is None):
        return following
    pairs = zip(state.registers, executed.registers, strict=True)
    state.registers = [one if one == other else None for one, other in pairs]
    memory = executed.memory
    state.memory = {key: held for key, held in state.memory.items() if memory.get(key) == held}
    state.grain = executed.grain
    if isinstance(control, Call):
        return Call(control.target, following)
    if isinstance(control, Branch) or control == following:
        return control
    return Branch(following, control)
