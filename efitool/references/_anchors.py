"""Which addresses are but the base of others.

GCC reaches several variables from the address of the first (``-fsection-anchors``). If that is a
GUID, it is not what the code is after: what is done with the register next tells.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import chain, islice
from typing import Protocol

from efitool.references._machine import (
    IMAGE,
    NOWHERE,
    STACK,
    Branch,
    Call,
    Control,
    State,
    Step,
    Symbol,
    Unwatched,
    Value,
    Watcher,
)
from efitool.references._pieces import GUID_SIZE

REACH = 24
"""Instructions in which the base is used; where it is not, it is taken for an address."""

ANCHOR = Symbol()
"""The base of what is reached from an address, which is `HERE`."""
HERE = Value(ANCHOR, 0, NOWHERE)

INDEX = Value(None, 1 << 16, NOWHERE)
"""Stands for what is not known: to add that to the address of a GUID leads elsewhere."""
KNOWN = (None, IMAGE, STACK, ANCHOR)

WITHIN = range(GUID_SIZE)
"""Distances at which the GUID itself is read."""


class Steps(Protocol):
    """Executes instructions, and knows what a call takes and leaves (`Architecture`)."""

    def steps(self, state: State, rva: int) -> Iterator[Step]: ...

    def passed(self, state: State) -> Sequence[Value]: ...

    def leave(self, state: State, *, by_firmware: bool) -> None: ...


class Pointers:
    """Stands between a state and who watches it, and keeps back addresses of GUIDs.

    ``data`` are the RVAs of GUIDs, ``new`` the addresses that are not released yet.
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

    def release(self, architecture: Steps, state: State, following: int) -> None:
        """Pass on the addresses kept back that the code from ``following`` on does not move."""
        new, self.new = self.new, []
        for address in new:
            if not _is_anchor(architecture, state, following, address):
                self._watcher.pointed(address)


class _Trial(State):
    """A state in which whatever is not known is an index."""

    __slots__ = ()

    def read(self, register: int) -> Value:
        value = super().read(register)
        return value if value.base in KNOWN else INDEX


def _is_anchor(architecture: Steps, state: State, rva: int, address: Value) -> bool:
    """Whether the next instructions reach something else from an address that a register holds.

    They are executed with `ANCHOR` in its place, to see which distances from it come up. Whoever
    reads the GUID is after it all the same, and whoever passes it on before that.
    """
    registers = [HERE if held == address else held for held in state.registers]
    trial = _Trial(state.image, Unwatched(), registers, {})
    elsewhere = False
    for control in islice(_ahead(architecture, trial, rva), REACH):
        elsewhere = elsewhere or _reaches_beyond(trial)
        passes = isinstance(control, Call) and HERE in architecture.passed(trial)
        if (ANCHOR, 0) in trial.memory or (passes and not elsewhere):
            return False
        if HERE not in trial.registers:
            break
    return elsewhere


def _reaches_beyond(state: State) -> bool:
    """Whether a register holds, or memory was touched at, what is not in the GUID."""
    held = (value.offset for value in state.registers if value and value.base is ANCHOR)
    touched = (offset for base, offset in state.memory if base is ANCHOR)
    return any(distance not in WITHIN for distance in chain(held, touched))


def _ahead(architecture: Steps, state: State, rva: int) -> Iterator[Control]:
    """Execute what follows on the first of the ways, over calls; yield where each step goes."""
    onward: int | None = rva
    while onward is not None:
        control: Control = None
        for _, following, control in architecture.steps(state, onward):
            yield control
            if control != following:
                break
        if isinstance(control, Call):
            architecture.leave(state, by_firmware=False)
            control = control.next
        onward = control.first if isinstance(control, Branch) else control
