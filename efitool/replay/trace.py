"""What was played, step by step, and what it came to."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple, overload

from efitool.model.memmap import MemoryDescriptor
from efitool.model.ranges import PhysRange
from efitool.replay.burst import Burst, Row
from efitool.replay.events import Actor, Event
from efitool.replay.scenario import Scenario
from efitool.replay.state import State


class Fault(NamedTuple):
    """The replayed guest broke the protocol."""

    id: str
    range: PhysRange
    """The addresses that it is about."""
    why: str
    fatal: bool


class Step(NamedTuple):
    """One event, what the platform says of it, and where the guest stands after it."""

    event: Event
    fault: Fault | None
    unaccepted: int
    """Bytes that nobody may use: the truth."""
    key: int


class BurstSteps:
    """The steps of a burst, none of which has a fault; each is made when it is looked at."""

    __slots__ = ("_accepted", "_before", "_burst", "_key")

    def __init__(self, burst: Burst, before: int, key: int) -> None:
        self._burst = burst
        self._before = before
        self._key = key
        self._accepted: array[int] | None = None

    def __len__(self) -> int:
        return len(self._burst)

    def __iter__(self) -> Iterator[Step]:
        for event, accepted in zip(self._burst, accumulate(self._burst.sizes()), strict=True):
            yield Step(event, None, self._before - accepted, self._key)

    @property
    def actor(self) -> Actor:
        """Who acts in all of them."""
        return self._burst.actor

    def rows(self) -> Iterator[Row]:
        """Yield the events, see `Burst.rows`."""
        return iter(self._burst.rows())

    def unaccepted(self) -> Iterator[int]:
        """Yield `Step.unaccepted` of each."""
        accepted = accumulate(self._burst.sizes())
        return map(self._before.__sub__, accepted)

    def __getitem__(self, n: int) -> Step:
        if self._accepted is None:
            self._accepted = array("Q", accumulate(self._burst.sizes()))
        return Step(self._burst[n], None, self._before - self._accepted[n], self._key)


class Steps(Sequence[Step]):
    """All steps in their order: those that were judged one by one, and bursts between them."""

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: list[list[Step] | BurstSteps] = [[]]

    def add(self, step: Step) -> None:
        row = self._parts[-1]
        if isinstance(row, BurstSteps):
            self._parts.append([step])
        else:
            row.append(step)

    def add_burst(self, steps: BurstSteps) -> None:
        self._parts.append(steps)

    def parts(self) -> Iterator[Sequence[Step] | BurstSteps]:
        """Yield rows of steps and, as they are, the bursts between them."""
        return iter(self._parts)

    def numbered(self) -> Iterator[tuple[int, Step]]:
        """Yield what `judged` does, each with its number: the first step is 1."""
        n = 1
        for part in self._parts:
            if isinstance(part, list):
                yield from enumerate(part, n)
            n += len(part)

    def judged(self) -> Iterator[Step]:
        """Yield the steps of no burst: all that have a fault, or do other than accept and mark."""
        return chain.from_iterable(part for part in self._parts if isinstance(part, list))

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[Step]:
        return chain.from_iterable(self._parts)

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Step, ...]: ...
    def __getitem__(self, index: int | slice) -> Step | tuple[Step, ...]:
        numbers = range(len(self))[index]
        return self._step(numbers) if isinstance(numbers, int) else tuple(map(self._step, numbers))

    def _step(self, n: int) -> Step:
        for part in self._parts:
            if n < len(part):
                return part[n]
            n -= len(part)
        raise IndexError(n)


class Trace(NamedTuple):
    """A replay from firmware's map to its end."""

    scenario: Scenario
    steps: Steps
    final: State
    before: Sequence[MemoryDescriptor] = ()
    """Firmware's map as it was first; `State` has the one that was handed over."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(step.fault for step in self.steps.judged() if step.fault)
