"""The page allocator: which blocks it accepts when it is given them, and which it puts aside.

Linux v6.12, mm/memblock.c and mm/page_alloc.c.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from efitool.model.memmap import PAGE
from efitool.model.ranges import BEYOND, PhysRange
from efitool.replay import events as ev
from efitool.replay.bitmap import Bitmap
from efitool.replay.events import Actor
from efitool.replay.scenario import AcceptMemory, Request, Scenario
from efitool.replay.script import Script
from efitool.replay.state import State
from efitool.replay.unaccepted_memory import accept_all, accept_memory, window

BLOCK = 4 << 20
"""``PAGE_SIZE << MAX_PAGE_ORDER`` on x86: only blocks of this size wait to be accepted."""


class Zone(NamedTuple):
    name: str
    range: PhysRange


DMA = Zone("DMA", PhysRange(0, 16 << 20))
DMA32 = Zone("DMA32", PhysRange(16 << 20, 4 << 30))
NORMAL = Zone("Normal", PhysRange(4 << 30, BEYOND))


def memblock_free_all(state: State, scenario: Scenario, free: Iterable[PhysRange]) -> Script[None]:
    """Take free memory, from the lowest address to the highest.

    Whole blocks wait where they hold unaccepted memory, or lie in front of some, unless
    ``accept_memory=eager``; of all others what is unaccepted is accepted here.
    """
    parked: list[PhysRange] = []
    if table := state.table:
        for range in free:
            first, last = range.shrink_to(BLOCK)
            yield from _free_small(state, scenario, table, range.start, min(first, range.end))
            if scenario.accept_memory is AcceptMemory.EAGER:
                yield from _accept_blocks(state, scenario, table, first, last)
            else:
                parked += _unaccepted_blocks(table, scenario, first, last)
            yield from _free_small(state, scenario, table, max(first, last), range.end)
    if parked:
        yield ev.Park(Actor.KERNEL, tuple(parked))


def _free_small(
    state: State, scenario: Scenario, table: Bitmap, start: int, end: int
) -> Script[None]:
    """__free_pages_core() of what is not a whole block, each as large as it fits its address."""
    run = _first_run(table, scenario, start, end) if start < end else None
    for block in _naturally_aligned(start, end) if run else ():
        if not run:
            break
        if run.start <= block.end:
            yield from _accept(state, scenario, block.start, block.size)
            run = _first_run(table, scenario, block.end, end)


def _accept_blocks(
    state: State, scenario: Scenario, table: Bitmap, start: int, end: int
) -> Script[None]:
    """__free_pages_core() of whole blocks that may not wait."""
    rounds = scenario.kernel.rounds_to_pages
    for blocks in _unaccepted_blocks(table, scenario, start, end):
        starts = range(*blocks, BLOCK)
        requests = (Request("accept", block, BLOCK) for block in starts)
        yield from accept_all(state, requests, len(starts), rounds_to_pages=rounds)


def _unaccepted_blocks(
    table: Bitmap, scenario: Scenario, start: int, end: int
) -> Iterator[PhysRange]:
    """Yield the whole blocks that __free_unaccepted() lets wait, those in a row together."""
    while start < end and (run := _first_run(table, scenario, start, end)):
        first = _block_of(run, start)
        start = min(-(-run.end // BLOCK) * BLOCK, end)
        yield PhysRange(first, start)


def _first_run(table: Bitmap, scenario: Scenario, start: int, end: int) -> PhysRange | None:
    """Return the first marked memory inside of some addresses, or in the unit behind."""
    rounds = scenario.kernel.rounds_to_pages
    runs = table.runs(*window(table, start, end - start, rounds))
    return next((PhysRange(*run) for run in runs), None)


def _block_of(run: PhysRange, start: int) -> int:
    """Return the first block, from ``start`` on, that holds marked memory or ends where it starts.

    That is all that range_contains_unaccepted_memory() is for: the unit behind counts too.
    """
    return max((run.start - 1) // BLOCK * BLOCK, start)


def _naturally_aligned(start: int, end: int) -> Iterator[PhysRange]:
    """__free_pages_memory(): the largest power of two that fits, again and again."""
    while start < end:
        size = min(start & -start or BLOCK, BLOCK)
        while start + size > end:
            size //= 2
        yield PhysRange.sized(start, size)
        start += size


def memblock_free_late(state: State, scenario: Scenario, range: PhysRange) -> Script[None]:
    """Take memory page by page, so that nothing of it waits."""
    yield from _accept(state, scenario, range.start, range.size)


def cond_accept_memory(state: State, scenario: Scenario, zone: Zone, blocks: int) -> Script[None]:
    """Take so many waiting blocks of a zone, those that wait longest first.

    While there are no watermarks each allocation takes one; later it depends on how much is free.
    """
    waiting = state.parked.within(*zone.range)
    for block in islice(_blocks(waiting), blocks):
        yield from accept_page(state, scenario, block)


def accept_range(state: State, scenario: Scenario, range: PhysRange) -> Script[None]:
    """Take the waiting blocks that hold any of the addresses."""
    for block in _blocks(state.parked.within(*range.grow_to(BLOCK))):
        yield from accept_page(state, scenario, block)


def accept_page(state: State, scenario: Scenario, block: int) -> Script[None]:
    """Accept a waiting block, with the unit behind it, which belongs to the next."""
    yield ev.Unpark(Actor.KERNEL, block, block + BLOCK)
    yield from _accept(state, scenario, block, BLOCK)


def _blocks(ranges: Iterable[PhysRange]) -> Iterator[int]:
    for start, end in ranges:
        yield from range(start, end, BLOCK)


def _accept(state: State, scenario: Scenario, start: int, size: int) -> Script[None]:
    rounds = scenario.kernel.rounds_to_pages
    yield from accept_memory(state, start, size, rounds_to_pages=rounds)


def whole_pages(ranges: Iterable[PhysRange]) -> Iterator[PhysRange]:
    """Yield what is left of ranges of which only whole pages count."""
    return (pages for r in ranges if (pages := r.shrink_to(PAGE)).size)
