"""Guests that are replayed: of firmware, kernel and platform a test says what it is about."""

from __future__ import annotations

from typing import Any

from efitool.model.memmap import MemoryDescriptor, MemoryMap
from efitool.replay import events as ev
from efitool.replay import replay
from efitool.replay.events import Actor
from efitool.replay.scenario import FirmwareProfile, KernelProfile, Platform, Scenario
from efitool.replay.trace import Trace
from tests.maps import descriptor, memory_map

MIB = 1 << 20

FIRMWARE = FirmwareProfile("firmware", "", "", protocol=True)
KERNEL = KernelProfile("kernel", "", "")
SCENARIO = Scenario(FIRMWARE, KERNEL, Platform.SEV_SNP)


def played(map: MemoryMap, **changes: Any) -> Trace:
    """Replay a map; ``changes`` are fields of the scenario."""
    return replay(map, SCENARIO._replace(**changes))


def memory(start: int, end: int, type: int = 7, attributes: int = 0xF) -> MemoryDescriptor:
    """Return a descriptor from one address up to another."""
    return descriptor(type, attributes, start=start, pages=(end - start) >> 12)


def guest(*unaccepted: tuple[int, int], size: int = 64 * MIB) -> MemoryMap:
    """Return the map of a guest whose memory is free, or unaccepted at the ranges told."""
    pieces, at = [], 0
    for start, end in unaccepted:
        if at < start:
            pieces.append(memory(at, start))
        pieces.append(memory(start, end, 15))
        at = end
    return memory_map(*pieces, memory(at, size)) if at < size else memory_map(*pieces)


def accepted(trace: Trace, actor: Actor = Actor.KERNEL) -> list[tuple[int, int]]:
    """Return what an actor accepted, in order."""
    events = [step.event for step in trace.steps]
    return [(e.start, e.end) for e in events if isinstance(e, ev.Accept) and e.actor is actor]


def parked(trace: Trace) -> list[tuple[int, int]]:
    """Return the blocks that wait at the end."""
    return [(r.start, r.end) for r in trace.final.parked]
