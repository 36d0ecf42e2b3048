"""What the kernel and its decompressor do with the unaccepted table.

Functions have the names of those that they mirror: Linux v6.12,
drivers/firmware/efi/unaccepted_memory.c. Up to Linux 6.11 they take an end, not a size.
"""

from __future__ import annotations

from collections.abc import Iterable

from efitool.model.memmap import PAGE
from efitool.replay import events as ev
from efitool.replay._burst_requests import AcceptRequests
from efitool.replay.bitmap import Bitmap
from efitool.replay.events import Actor
from efitool.replay.scenario import Request
from efitool.replay.script import Script
from efitool.replay.state import State

AT_ONCE = 1024
"""Requests from which on it is cheaper to look at the whole bitmap than at each of them."""


def accept_memory(state: State, start: int, size: int, *, rounds_to_pages: bool) -> Script[None]:
    """Accept every marked unit that the range touches, and the one behind."""
    if table := state.table:
        start, end = window(table, start, size, rounds_to_pages)
        for first, last in table.runs(start, end):
            yield ev.Accept(Actor.KERNEL, first, last, marked=True)


def accept_all(
    state: State, requests: Iterable[Request], count: int, *, rounds_to_pages: bool
) -> Script[None]:
    """accept_memory() for each of so many requests in a row."""
    if state.table and count >= AT_ONCE and AcceptRequests.fits(state.table):
        yield AcceptRequests(state.table, requests, rounds_to_pages=rounds_to_pages)
        return
    for _, start, size in requests:
        yield from accept_memory(state, start, size, rounds_to_pages=rounds_to_pages)


def accept_memory_early(state: State, start: int, size: int) -> Script[None]:
    """accept_memory() of the decompressor: nothing is rounded, no unit behind.

    Linux v6.12, drivers/firmware/efi/libstub/unaccepted_memory.c.
    """
    if table := state.table:
        for first, last in table.runs(max(start, table.phys_base), min(start + size, table.end)):
            yield ev.Accept(Actor.STUB, first, last, marked=True)


def range_contains_unaccepted_memory(
    state: State, start: int, size: int, *, rounds_to_pages: bool
) -> Script[bool]:
    """Look at the bits, but step over the last unit where the start is not a whole one."""
    result = False
    if table := state.table:
        at, end = window(table, start, size, rounds_to_pages)
        base, unit = table.phys_base, table.unit_size
        result = any(table.bits[(a - base) // unit] for a in range(at, end, unit))
    yield ev.Query(Actor.KERNEL, start, start + size, result)
    return result


def window(table: Bitmap, start: int, size: int, rounds_to_pages: bool) -> tuple[int, int]:
    """Return the addresses that a request is about: with one unit more behind a whole one.

    load_unaligned_zeropad() may read what lies behind. Linux 7.0 rounds to pages before
    (948a013a54c4).
    """
    end = start + size
    if rounds_to_pages:
        start, end = start // PAGE * PAGE, -(-end // PAGE) * PAGE
    start = max(start, table.phys_base)
    if end < table.phys_base:
        return start, start
    if not (end - table.phys_base) % table.unit_size:
        end += table.unit_size
    return start, min(end, table.end)
