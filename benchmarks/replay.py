"""What a replay costs: the three that have a budget, and how it grows with regions and memory.

As a program it plays one case, or only makes its map: the difference of both is the replay.
"""

from __future__ import annotations

import gc
import random
import sys
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.measure import Command, measure
from benchmarks.tables import Row
from efitool.model.memmap import PAGE, MemoryDescriptor, MemoryMap, MemoryType
from efitool.replay import replay
from efitool.replay._burst_regions import ProcessRegions
from efitool.replay.bitmap import Bitmap
from efitool.replay.scenario import (
    FirmwareProfile,
    KernelProfile,
    Platform,
    Request,
    Scenario,
    Until,
)
from efitool.replay.state import State
from efitool.replay.stub import UNIT, process_unaccepted_memory

MIB, GIB, TIB = 1 << 20, 1 << 30, 1 << 40
LOW = 4 * GIB
ORDINARY = (4, 7, 9, 10, 0, 6, 3, 2)
"""Types of what lies below 4 GiB in a guest's map, again and again."""


class Case(NamedTuple):
    """A guest with so many bytes above 4 GiB, all unaccepted but for a page behind each region."""

    title: str
    size: int
    regions: int
    ordinary: int = 1
    """Descriptors of other types."""
    requests: int = 0
    until: Until = Until.KERNEL_ENTRY
    budget: str = ""
    part: str = "replay"
    """Of the replay; ``bitmap`` is the state and the table, without what goes on around them."""


CASES = (
    Case("a guest, until it idles", 16 * GIB, 4, 114, 0, Until.IDLE, "30"),
    Case("100,000 regions, map to bitmap", 64 * TIB, 100_000, budget="50", part="bitmap"),
    Case("100,000 regions, all up to the kernel's entry", 64 * TIB, 100_000),
    Case("1,000,000 requests to accept", 64 * TIB, 1, 1, 1_000_000, Until.IDLE, "2000"),
    *(Case(f"{n:,} regions", 64 * TIB, n) for n in (10, 1_000, 10_000)),
    *(
        Case(f"{n // GIB:,} GiB, 10,000 requests", n, 4, 114, 10_000, Until.IDLE)
        for n in (GIB, 64 * GIB, TIB, 64 * TIB)
    ),
)


def replays(rounds: int) -> Iterator[Row]:
    """A process that replays less one that only makes the map. Budgets are of CPU time."""
    yield ("replay", "unaccepted", "regions", "CPU ms", "budget", "MiB")
    for n, case in enumerate(CASES):
        program: Command = (sys.executable, "-m", "benchmarks.replay", str(n))
        took = measure(rounds, program, (*program, case.part))
        yield (
            case.title,
            f"{case.size // GIB:,} GiB",
            f"{case.regions:,}",
            f"{took.median(lambda without, played: played.cpu - without.cpu) * 1e3:.0f}",
            case.budget,
            f"{took.median(lambda without, played: played.peak - without.peak) / MIB:.0f}",
        )


def guest(case: Case) -> tuple[MemoryMap, Scenario]:
    """Return the map of a case, and what is asked of its kernel."""
    below = LOW // case.ordinary // PAGE
    step = case.size // case.regions // PAGE * PAGE
    descriptors = [
        MemoryDescriptor(ORDINARY[n % len(ORDINARY)], n * below * PAGE, 0, below, 0xF)
        for n in range(case.ordinary)
    ] + [
        MemoryDescriptor(MemoryType.UNACCEPTED, LOW + n * step, 0, step // PAGE - 1, 0xF)
        for n in range(case.regions)
    ]
    draw = random.Random(1)
    requests = tuple(
        Request("accept", LOW + draw.randrange(case.size), draw.randrange(20 * MIB))
        for _ in range(case.requests)
    )
    scenario = Scenario(
        FirmwareProfile("edk2", "", "", protocol=True),
        KernelProfile("linux", "", ""),
        Platform.SEV_SNP,
        requests=requests or None,
        until=case.until,
    )
    return MemoryMap("raw", "", tuple(descriptors)), scenario


def main(number: str, *wanted: str) -> None:
    """Make the map of a case, and play it if that is wanted."""
    gc.disable()  # as every command does
    map, scenario = guest(CASES[int(number)])
    replay(map._replace(descriptors=map.descriptors[:1]), scenario._replace(requests=()))
    if "replay" in wanted:
        replay(map, scenario)
    elif "bitmap" in wanted:
        bitmap(map)


def bitmap(map: MemoryMap) -> None:
    """Mark the regions of a map in order in a table that stands for all of them."""
    state = State(map.descriptors)
    regions = state.regions
    size = -(-(regions.ends[-1] - LOW) // (UNIT * 8))
    state.table = Bitmap.blank(LOW, UNIT, size)
    burst = ProcessRegions(state.table, regions, process_unaccepted_memory)
    if burst.fits(state.table, regions) and burst.is_plain(state.unaccepted):
        burst.change(state.table, state.unaccepted)
    if not state.unaccepted.size == state.table.marked > 0:
        raise AssertionError("the table is not that of the map")


if __name__ == "__main__":
    main(*sys.argv[1:])
