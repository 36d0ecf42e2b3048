"""Which addresses are but the base of others.

GCC reaches several variables from the address of the first (``-fsection-anchors``). If that is a
GUID, it is not what the code is after: what is done with the register next tells.
"""

from __future__ import annotations

from collections.abc import Container
from itertools import chain

from efitool.references._arm_registers import forget_caller_saved
from efitool.references._arm_rows import Row
from efitool.references._machine import (
    NOWHERE,
    Branch,
    Call,
    Control,
    State,
    Symbol,
    Value,
    Watcher,
)
from efitool.references._pieces import GUID_SIZE

REACH = 24
"""Instructions in which the base is used; where it is not, it is taken for an address."""

WITHIN = range(GUID_SIZE)
"""Distances at which the GUID itself is read."""


class Pointers:
    """Stands between a state and who watches it, and keeps back addresses of GUIDs.

    ``data`` are the RVAs of GUIDs, ``new`` the addresses that no row has released yet.
    """

    def __init__(self, watcher: Watcher, data: Container[int]) -> None:
        self._watcher = watcher
        self._data = data
        self.new: list[Value] = []

    def stored(self, state: State, address: Value, content: bytes) -> None:
        self._watcher.stored(state, address, content)

    def filled(self, rva: int, value: Value) -> None:
        self._watcher.filled(rva, value)

    def pointed(self, address: Value) -> None:
        if address.offset in self._data:
            self.new.append(address)

    def release(self, state: State, row: Row, following: int) -> None:
        """Pass on the addresses kept back that the code from ``following`` on does not move."""
        new, self.new = self.new, []
        for address in new:
            if not _is_anchor(state, row, following, address):
                self._watcher.pointed(address)


class _Nobody:
    """Watches what did not happen."""

    def stored(self, state: State, address: Value, content: bytes) -> None:
        """Look away."""

    def filled(self, rva: int, value: Value) -> None:
        """Look away."""

    def pointed(self, address: Value) -> None:
        """Look away."""


def _is_anchor(state: State, row: Row, rva: int, address: Value) -> bool:
    """Whether the next instructions reach something else from an address that a register holds.

    They are executed with a symbol in its place, to see which distances from it come up. Whoever
    reads the GUID is after it all the same.
    """
    symbol = Symbol()
    marked = Value(symbol, 0, NOWHERE)
    registers = [marked if held == address else held for held in state.registers]
    trial = State(state.image, _Nobody(), registers, {})
    following: int | None = rva
    elsewhere = False
    for _ in range(REACH):
        if following is None or marked not in trial.registers:
            break
        _, control = row.step(trial, following)
        if (symbol, 0) in trial.memory:
            return False
        elsewhere = elsewhere or _reaches_beyond(trial, symbol)
        following = _onward(trial, control)
    return elsewhere


def _reaches_beyond(state: State, symbol: Symbol) -> bool:
    """Whether a register holds, or memory was touched at, what is not in the GUID."""
    held = (value.offset for value in state.registers if value and value.base is symbol)
    touched = (offset for base, offset in state.memory if base is symbol)
    return any(distance not in WITHIN for distance in chain(held, touched))


def _onward(state: State, control: Control) -> int | None:
    """Return what follows on the first of the ways that control may go."""
    if isinstance(control, Call):
        forget_caller_saved(state)
        return control.next
    return control.first if isinstance(control, Branch) else control
