"""What a replay came to: what the guest has of its memory, and whether it runs.

==============  ====================================================================
usable          bytes that the kernel's table of memory has as usable, accepted or not,
                and those that it took from ACPI objects, but for what is lost
unaccepted      bytes that nobody has accepted at the end: the truth, lost ones too
lost            bytes that firmware's first map had as unaccepted and that the guest
                can never use: they are not usable in its table, or usable there, not
                accepted, and not marked in the unaccepted table
accepted        bytes that each actor accepted; what was accepted before counts once
shown           bytes that ``Unaccepted:`` of /proc/meminfo has, whole blocks
==============  ====================================================================

Where the kernel was given no table, nothing is usable and nothing lost: it stopped before. Of
several boots, the last counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from efitool.model.e820 import E820Entry, E820Type
from efitool.model.memmap import MemoryType
from efitool.model.ranges import BEYOND, PhysRange, RangeSet
from efitool.replay import events as ev
from efitool.replay._regions import Regions
from efitool.replay.events import Actor
from efitool.replay.state import State
from efitool.replay.trace import Fault, Trace


class Outcome(StrEnum):
    """How it ends."""

    BOOTS = "boots"
    """All memory can be used, as far as was played."""
    BOOTS_SHORT = "boots-short"
    """Memory is lost: the guest sees less than it was given."""
    FAILS = "fails"
    """The guest stops; the last step says why."""


class Loss(StrEnum):
    """How memory is lost, in the words of a sentence."""

    DROPPED = "what it was given as unaccepted is not in its table of memory"
    RESERVED = "what it was given as unaccepted is reserved in its table of memory"
    UNMARKED = "what it takes for its own is neither accepted nor marked"


class Result(NamedTuple):
    """The sum of a trace; see the module."""

    outcome: Outcome
    exit_boot_services_calls: int
    given: int
    """Bytes that firmware's first map had as unaccepted."""
    usable: int
    unaccepted: int
    lost: int
    loss: Loss | None
    accepted: dict[Actor, int]
    shown: int
    faults: int
    stop: str | None
    """Why the guest stops."""


def result(trace: Trace) -> Result:
    """Add up a trace."""
    final = trace.final
    given = RangeSet(
        map(PhysRange._make, Regions(trace.before, MemoryType.UNACCEPTED).below(BEYOND))
    )
    usable = _usable(final)
    losses = _losses(final, given, usable) if final.e820 else {}
    lost = sum(losses.values())
    stop = _stop(trace)
    return Result(
        outcome=Outcome.FAILS if stop else Outcome.BOOTS_SHORT if lost else Outcome.BOOTS,
        exit_boot_services_calls=_exits(trace),
        given=given.size,
        usable=usable.size - losses.get(Loss.UNMARKED, 0),
        unaccepted=final.unaccepted.size,
        lost=lost,
        loss=max(losses, key=lambda loss: losses[loss]) if lost else None,
        accepted=dict(final.accepted),
        shown=final.parked.size,
        faults=len(trace.faults),
        stop=stop,
    )


def _stop(trace: Trace) -> str | None:
    """Say why the guest stopped, None where it did not."""
    match trace.steps[-1] if trace.steps else None:
        case (ev.Halt(_, reason), *_):
            return reason
        case (_, Fault(_, range, why, fatal=True), *_):
            return f"{range}: {why}"
        case _:
            return None


def _exits(trace: Trace) -> int:
    """Count the calls of ExitBootServices() since the last reset."""
    calls = 0
    for step in trace.steps.judged():
        if isinstance(step.event, ev.ExitBootServices):
            calls += 1
        elif isinstance(step.event, ev.Reset):
            calls = 0
    return calls


def table_of(final: State) -> tuple[E820Entry, ...]:
    """Return the table that counts: what the kernel made of its own, as far as that was played."""
    return final.kernel_e820 or final.e820


def _usable(final: State) -> RangeSet:
    entries = (e.range for e in table_of(final) if e.type == E820Type.USABLE)
    return RangeSet((*entries, *final.hot_added))


def _losses(final: State, given: RangeSet, usable: RangeSet) -> dict[Loss, int]:
    """Return the bytes that the guest can never use, by what became of them."""
    table = final.table
    lost = final.unaccepted.unmarked(table) if table else final.unaccepted
    told = _size(_both(given, usable))
    listed = told
    if told < given.size:
        every = RangeSet((*(e.range for e in table_of(final)), *final.hot_added))
        listed = _size(_both(given, every))
    return {
        Loss.DROPPED: given.size - listed,
        Loss.RESERVED: listed - told,
        Loss.UNMARKED: _size(_both(lost, usable)),
    }


def _size(ranges: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in ranges)


def _both(
    one: Iterable[tuple[int, int]], other: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield what two rows of ranges share; each is in order and overlaps nothing of its own."""
    ones, others = iter(one), iter(other)
    a, b = next(ones, None), next(others, None)
    while a and b:
        start, end = max(a[0], b[0]), min(a[1], b[1])
        if start < end:
            yield start, end
        if a[1] <= b[1]:
            a = next(ones, None)
        else:
            b = next(others, None)
