"""What rules look at in a trace: it is walked once for all of them, it may have a million steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from efitool.replay import events as ev
from efitool.replay.events import Actor, Status
from efitool.replay.outcome import Result
from efitool.replay.scenario import Scenario
from efitool.replay.state import State
from efitool.replay.trace import Fault, Step, Trace

ROWS = (ev.Accept, ev.AddMemorySpace, ev.Mark, ev.Query, ev.Touch, ev.Unpark)
"""Events that come in long rows: rules look at the others."""


class Turn(NamedTuple):
    """A step that is none of a long row, by its number."""

    n: int
    step: Step

    @property
    def where(self) -> str:
        return f"step {self.n}"


class Broken(NamedTuple):
    """The first fault of a kind, and how many there are."""

    n: int
    fault: Fault
    times: int


class Story(NamedTuple):
    """A trace, what it came to, and its last boot in short."""

    trace: Trace
    result: Result
    turns: tuple[Turn, ...]
    """Of all boots."""
    boot: tuple[Turn, ...]
    """Of the last."""
    faults: dict[str, Broken]
    accepts: dict[Actor, int]
    """The first step in which each actor accepts, or does what a burst has."""
    accepted_by_kernel: int
    """Bytes that it accepts before anybody asks for memory."""

    @property
    def scenario(self) -> Scenario:
        return self.trace.scenario

    @property
    def final(self) -> State:
        return self.trace.final

    @property
    def exits(self) -> tuple[tuple[Turn, Status], ...]:
        """The calls of ExitBootServices()."""
        calls = ((turn, turn.step.event) for turn in self.boot)
        return tuple((t, call.status) for t, call in calls if isinstance(call, ev.ExitBootServices))

    @property
    def accepted_at_exit(self) -> int:
        """Bytes that firmware accepts while boot services are left."""
        before = (t.step for t in self.boot if isinstance(t.step.event, ev.BeforeExitBootServices))
        signalled = next(before, None)
        if not signalled or not self.exits:
            return 0
        return signalled.unaccepted - self.exits[0][0].step.unaccepted

    def step_of(self, kind: type[ev.Event]) -> str:
        """Say where an event was last, or else where the trace ends."""
        found = (t.where for t in reversed(self.boot) if isinstance(t.step.event, kind))
        return next(found, f"step {len(self.trace.steps)}")

    def broken(self, id: str) -> Iterator[tuple[str, str]]:
        """Yield the first fault of a kind, with how many more there are."""
        if found := self.faults.get(id):
            more = f"; {found.times - 1} more of the kind" if found.times > 1 else ""
            yield f"step {found.n}", f"{found.fault.range}: {found.fault.why}{more}"


def story(trace: Trace, result: Result) -> Story:
    """Walk a trace once; of bursts, none of which has a fault, nothing is looked at."""
    turns: list[Turn] = []
    faults: dict[str, Broken] = {}
    accepts: dict[Actor, int] = {}
    first = before = 0
    entered = ready = None
    for n, step in trace.steps.numbered():
        event = step.event
        if n > before + 1:
            accepts.setdefault(_in_bursts(entered), before + 1)
        if fault := step.fault:
            seen = faults.get(fault.id)
            faults[fault.id] = seen._replace(times=seen.times + 1) if seen else Broken(n, fault, 1)
        if isinstance(event, ev.Accept):
            accepts.setdefault(event.actor, n)
        elif ready is None and entered is not None and _asks_for_memory(event):
            ready = step.unaccepted
        if not isinstance(event, ROWS):
            turns.append(Turn(n, step))
        if isinstance(event, ev.EnterKernel) and entered is None:
            entered = step.unaccepted
        elif isinstance(event, ev.Reset):
            first, entered, ready = len(turns), None, None
            accepts.clear()
        before = n
    if len(trace.steps) > before:
        accepts.setdefault(_in_bursts(entered), before + 1)
    if entered is None or trace.scenario.requests is not None:
        early = 0
    else:
        early = entered - (trace.final.unaccepted.size if ready is None else ready)
    return Story(trace, result, tuple(turns), tuple(turns[first:]), faults, accepts, early)


def _in_bursts(entered: int | None) -> Actor:
    """Say who acts in bursts, before the kernel was entered and after."""
    return Actor.STUB if entered is None else Actor.KERNEL


def _asks_for_memory(event: ev.Event) -> bool:
    """Tell whether from here on it is not the kernel that wants memory to be ready."""
    return isinstance(event, ev.Unpark | ev.Touch | ev.EnterKernel)
