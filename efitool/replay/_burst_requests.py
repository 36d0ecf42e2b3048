"""Requests to accept_memory(), a million of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from bitarray import bitarray

from efitool.model.memmap import PAGE
from efitool.replay.bitmap import Bitmap
from efitool.replay.burst import Burst, Row
from efitool.replay.events import Accept, Actor
from efitool.replay.unaccepted import Unaccepted


class AcceptRequests(Burst):
    """What the kernel accepts for requests in a row: only its own bitmap decides."""

    __slots__ = ("_ends", "_firsts", "_taken", "_window")

    actor = Actor.KERNEL

    def __init__(
        self, table: Bitmap, requests: Iterable[tuple[str, int, int]], *, rounds_to_pages: bool
    ) -> None:
        self._window = table.empty()
        after = table.bits.copy()
        self._firsts, self._ends = _accepted(self._window, after, requests, rounds_to_pages)
        self._taken = table.bits ^ after

    @staticmethod
    def fits(table: Bitmap) -> bool:
        """Tell whether rounding to pages never leaves a unit: a table may be odd."""
        return not (table.phys_base % PAGE or table.unit_size % PAGE)

    def __len__(self) -> int:
        return len(self._firsts)

    def event(self, n: int) -> Accept:
        address = self._window.address
        return Accept(Actor.KERNEL, address(self._firsts[n]), address(self._ends[n]), marked=True)

    def sizes(self) -> Iterator[int]:
        unit = self._window.unit_size
        for first, end in zip(self._firsts, self._ends, strict=True):
            yield (end - first) * unit

    def rows(self) -> Iterator[Row]:
        base, unit = self._window.phys_base, self._window.unit_size
        for first, end in zip(self._firsts, self._ends, strict=True):
            yield Accept, base + first * unit, base + end * unit

    def is_plain(self, unaccepted: Unaccepted) -> bool:
        return unaccepted.has_units(self._taken)

    def change(self, table: Bitmap, unaccepted: Unaccepted) -> None:
        table.bits ^= self._taken
        unaccepted.take_units(self._taken)


def _accepted(
    window: Bitmap,
    bits: bitarray,
    requests: Iterable[tuple[str, int, int]],
    rounds_to_pages: bool,
) -> tuple[array[int], array[int]]:
    """Clear what the requests accept, and return the units of each run, as numbers.

    It is accept_memory() in numbers of units: an end inside of a unit takes that one, and an
    end between two takes the one behind, so the last is always the one that the end lies in.
    """
    base, unit, count = window.phys_base, window.unit_size, len(bits)
    behind = (PAGE - 1 if rounds_to_pages else 0) - base
    firsts, ends = array("Q"), array("Q")
    find, add_first, add_end = bits.find, firsts.append, ends.append
    for _, start, size in requests:
        at = (start - base) // unit if start > base else 0
        stop = (start + size + behind) // unit + 1
        if stop > count:
            stop = count
        while at < stop and (first := find(1, at, stop)) >= 0:
            at = find(0, first, stop)
            if at < 0:
                at = stop
            bits[first:at] = 0
            add_first(first)
            add_end(at)
    return firsts, ends
