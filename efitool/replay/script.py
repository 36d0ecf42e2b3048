"""An actor is a script: it yields what it does, and sees the guest as it is then."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TypeAlias, TypeVar

from efitool.errors import LimitError
from efitool.replay.burst import Burst
from efitool.replay.events import Event
from efitool.replay.state import State
from efitool.replay.step import step
from efitool.replay.trace import BurstSteps, Fault, Step, Steps

Result = TypeVar("Result")

Script: TypeAlias = Generator[Event | Burst, None, Result]
"""The events of an actor, and what it makes of them in the end.

An event has taken effect on the `State` that the actor holds when its ``yield`` returns. Many
that depend on nothing of that may come as one `Burst`.
"""

Judge: TypeAlias = Callable[[State, Event], Fault | None]
"""What the platform has to say of an event before it takes effect."""

AtOnce: TypeAlias = Callable[[State, Burst], bool]
"""Whether the platform has nothing to say of any event of a burst."""

STEP_LIMIT = 20_000_000
"""Steps of one replay that are played one by one. 64 TiB accepted four MiB at a time are sixteen
million. A burst ends by itself."""


def run(state: State, script: Script[None], judge: Judge, at_once: AtOnce) -> Steps:
    """Play a script to its end, or to the first fault that ends the guest: that has no effect.

    Raises `LimitError` after `STEP_LIMIT` steps.
    """
    steps = Steps()
    for n, event in enumerate(_one_by_one(state, script, at_once, steps)):
        if n == STEP_LIMIT:
            raise LimitError(f"the replay takes more than {STEP_LIMIT:,} steps")
        fault = judge(state, event)
        fatal = fault is not None and fault.fatal
        if not fatal:
            state = step(state, event)
        steps.add(Step(event, fault, state.unaccepted.size, state.key))
        if fatal:
            break
    return steps


def _one_by_one(
    state: State, script: Script[None], at_once: AtOnce, steps: Steps
) -> Iterator[Event]:
    """Play the bursts that can be played at once, and yield all other events."""
    for event in script:
        if not isinstance(event, Burst):
            yield event
        elif at_once(state, event):
            before = state.unaccepted.size
            steps.add_burst(BurstSteps(event, before, step(state, event).key))
        else:
            yield from event
