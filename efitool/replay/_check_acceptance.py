"""Acceptance, in order: by the stub, then by the kernel, as far as its guest asked for memory.

The rule and the order are predicted, and which memory: whole blocks of each zone from the bottom,
each with the unit behind it. How many blocks the guest needed is taken from the recording, and so
is what was allocated before there was a page allocator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from efitool.model.memmap import PAGE, MemoryMap
from efitool.model.ranges import PhysRange, RangeSet
from efitool.model.recording import Recording
from efitool.replay import events as ev
from efitool.replay import replay
from efitool.replay._check_point import Point, Verdict
from efitool.replay._page_allocator import DMA, DMA32, NORMAL, Zone
from efitool.replay.events import Actor
from efitool.replay.scenario import Scenario, Usage
from efitool.replay.trace import Trace

STUB = "stub"
"""The phase of a recorded acceptance that is not the kernel's."""

ALL_BLOCKS = Usage(dma=1 << 40, dma32=1 << 40, normal=1 << 40)
"""More blocks than any zone has."""

ZONES = (DMA, DMA32, NORMAL)


class Play(NamedTuple):
    """A guest that asks for as many blocks as the recorded one did."""

    accepted: tuple[PhysRange, ...]
    """By the kernel, in order."""
    parked: tuple[int, int]
    """Bytes that wait in the end, at least and at most: blocks of which nothing is left to accept
    leave no trace in a recording when they are taken."""


def stub(recording: Recording, trace: Trace) -> Point:
    """Compare what the stub accepted itself."""
    name = "accepted by the stub"
    if recording.acceptances is None:
        return Point.not_recorded(name, "acceptances")
    noted = (a.range for a in recording.acceptances if a.phase == STUB)
    return Point.of(name, map(str, accepted_by(trace, Actor.STUB)), map(str, noted))


def kernel(recording: Recording, play: Play) -> Point:
    """Compare what the kernel accepted, in order."""
    name = "accepted by the kernel"
    if recording.acceptances is None:
        return Point.not_recorded(name, "acceptances")
    note = "which, and in which order; how many blocks were needed is taken from the recording"
    return Point.of(name, map(str, play.accepted), map(str, later(recording)), note)


def marked_by_stub(recording: Recording, trace: Trace) -> Point:
    """Compare the bitmap as the stub left it: what is marked at the end, or was accepted since."""
    name = "marked by the stub"
    if recording.final is None:
        return Point.not_recorded(name, "the unaccepted table after boot")
    noted = recording.final.marked | RangeSet(later(recording))
    return Point.of(name, map(str, marked(trace)), map(str, noted))


def marked_at_end(recording: Recording, trace: Trace, play: Play) -> Point:
    """Compare the bitmap when the guest was up."""
    name = "marked in the end"
    if recording.final is None:
        return Point.not_recorded(name, "the unaccepted table after boot")
    left = marked(trace) - RangeSet(play.accepted)
    return Point.of(name, map(str, left), map(str, recording.final.marked))


def shown(recording: Recording, play: Play) -> Point:
    """Compare ``Unaccepted:`` of /proc/meminfo, which counts whole blocks."""
    name = "Unaccepted: of /proc/meminfo"
    told = next((m.kib["Unaccepted"] for m in recording.log.meminfo if "Unaccepted" in m.kib), None)
    if told is None:
        return Point.not_recorded(name, "such a line")
    least, most = (size >> 10 for size in play.parked)
    if recording.acceptances is None and recording.setup is None and most != told:
        return Point.not_predicted(name, "how much the guest has accepted since is not told")
    wanted = f"{least} kB" if least == most else f"{least} to {most} kB"
    verdict = Verdict.AGREES if least <= told <= most else Verdict.DIFFERS
    return Point(name, verdict, (wanted,), (f"{told} kB",))


def later(recording: Recording) -> tuple[PhysRange, ...]:
    """Return what the kernel is recorded to have accepted: zone by zone, in order."""
    noted = [a.range for a in recording.acceptances or () if a.phase != STUB]
    return tuple(r for zone in ZONES for r in noted if _is_in(zone, r.start))


def accepted_by(trace: Trace, actor: Actor) -> Iterator[PhysRange]:
    for step in trace.steps:
        if isinstance(step.event, ev.Accept) and step.event.actor is actor:
            yield PhysRange(step.event.start, step.event.end)


def marked(trace: Trace) -> RangeSet:
    """Return what the stub marked: firmware's table is blank, and only the stub marks."""
    return RangeSet(
        PhysRange(s.event.start, s.event.end) for s in trace.steps if isinstance(s.event, ev.Mark)
    )


def play(recording: Recording, map: MemoryMap, scenario: Scenario) -> Play:
    """Play the kernel as far as the recording shows it."""
    noted = later(recording)
    if recording.acceptances is None:
        done = replay(map, scenario)
        size = done.final.parked.size
        return Play(tuple(accepted_by(done, Actor.KERNEL)), (size, size))
    everything = scenario._replace(usage=ALL_BLOCKS)
    first = next(accepted_by(replay(map, everything), Actor.KERNEL), None)
    before = noted[: noted.index(first)] if first in noted else ()
    usage = ALL_BLOCKS._replace(memblock=tuple(_allocation(r) for r in before))
    return _as_far_as(replay(map, scenario._replace(usage=usage)), noted)


def _allocation(accepted: PhysRange) -> PhysRange:
    """Return an allocation for which this is accepted, and not the unit behind."""
    return PhysRange(accepted.start, accepted.end - PAGE)


def _as_far_as(trace: Trace, noted: Sequence[PhysRange]) -> Play:
    """Stop in each zone where the recording does: no zone has a say in another."""
    accepted: list[PhysRange] = []
    parked = 0
    for step in trace.steps:
        if isinstance(step.event, ev.Park):
            parked = sum(r.size for r in step.event.ranges)
    taken = silent = 0
    for zone in ZONES:
        stop = sum(_is_in(zone, r.start) for r in noted)
        part = _Zone(stop)
        part.follow(trace, zone)
        accepted += part.accepted
        taken += part.taken
        silent += part.silent
    return Play(tuple(accepted), (parked - taken - silent, parked - taken))


class _Zone:
    """What a zone gives until it has accepted so often; what it may not keep it gives anyway."""

    def __init__(self, stop: int) -> None:
        self.stop = stop
        self.accepted: list[PhysRange] = []
        self.taken = 0
        """Bytes of the blocks that were taken for this."""
        self.silent = 0
        """Bytes of further blocks that nothing has to be accepted of."""

    def follow(self, trace: Trace, zone: Zone) -> None:
        block = 0
        for event, *_ in trace.steps:
            if isinstance(event, ev.Unpark) and _is_in(zone, event.start):
                self.silent += block
                block = event.end - event.start
            elif isinstance(event, ev.Accept) and event.actor is Actor.KERNEL:
                if not _is_in(zone, event.start):
                    continue
                if block and len(self.accepted) >= self.stop:
                    return
                self.accepted.append(PhysRange(event.start, event.end))
                self.taken += self.silent + block
                self.silent = block = 0
        self.silent += block


def _is_in(zone: Zone, address: int) -> bool:
    return zone.range.start <= address < zone.range.end
