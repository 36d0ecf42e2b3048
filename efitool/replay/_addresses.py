"""A set of addresses that changes: a million times, and in the middle."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain
from operator import lt

from efitool.model.ranges import PhysRange, RangeSet
from efitool.replay._regions import Regions

CHUNK = 512
"""Ranges that are kept in one pair of lists: to put one into a long list moves what is behind."""


class Addresses:
    """Half-open ranges, none of which touch, in order; `RangeSet` is the kind that never changes.

    What one change costs does not grow with the number of bytes, and hardly with that of ranges.
    """

    __slots__ = ("_ends", "_firsts", "_starts", "size")

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        starts, ends = _merged(ranges)
        self.size = sum(ends) - sum(starts)
        """Bytes."""
        self._starts: list[list[int]] = []
        self._ends: list[list[int]] = []
        self._firsts: list[int] = []
        self._put(slice(0, 0), starts, ends)

    def __iter__(self) -> Iterator[PhysRange]:
        for starts, ends in zip(self._starts, self._ends, strict=True):
            yield from map(PhysRange, starts, ends)

    def __len__(self) -> int:
        return sum(map(len, self._starts))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Addresses) and all(
            ours == theirs or list(chain.from_iterable(ours)) == list(chain.from_iterable(theirs))
            for ours, theirs in ((self._starts, other._starts), (self._ends, other._ends))
        )

    def __hash__(self) -> int:
        raise TypeError("addresses that change have no hash")

    def covers(self, start: int, end: int) -> bool:
        """Tell whether the set holds all of the addresses."""
        chunk = bisect_right(self._firsts, start) - 1
        if chunk < 0:
            return start >= end
        n = bisect_right(self._starts[chunk], start) - 1
        return end <= self._ends[chunk][n] or start >= end

    def within(self, start: int, end: int) -> tuple[PhysRange, ...]:
        """Return what the set holds of the addresses."""
        if start >= end:
            return ()
        found: list[PhysRange] = []
        for chunk in range(*self._chunks(start, end)):
            starts, ends = self._starts[chunk], self._ends[chunk]
            inside = slice(bisect_right(ends, start), bisect_left(starts, end))
            found += map(PhysRange, starts[inside], ends[inside])
        if found:
            found[0] = PhysRange(max(found[0].start, start), found[0].end)
            found[-1] = PhysRange(found[-1].start, min(found[-1].end, end))
        return tuple(found)

    def discard(self, start: int, end: int) -> int:
        """Take addresses out, and return how many bytes of them the set held."""
        if start >= end:
            return 0
        first, last = self._chunks(start, end)
        before = self.size
        for chunk in range(first, last):
            self.size -= self._cut(self._starts[chunk], self._ends[chunk], start, end)
        if self.size < before:
            self._tidy(first, last)
        return before - self.size

    def add(self, start: int, end: int) -> None:
        """Put addresses in."""
        first, last = self._chunks(start - 1, end)
        held = self._held(first, last)
        starts, ends = _merged((*held, (start, end)))
        self.size += sum(ends) - sum(starts) - sum(e - s for s, e in held)
        self._put(slice(first, last), starts, ends)

    def copy(self) -> Addresses:
        return Addresses(self)

    @staticmethod
    def _cut(starts: list[int], ends: list[int], start: int, end: int) -> int:
        """Take addresses out of one chunk, and return how many bytes it held of them."""
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        if first >= last:
            return 0
        inside = slice(first, last)
        low, high = starts[first], ends[last - 1]
        held = sum(ends[inside]) - sum(starts[inside])
        before, behind = max(start - low, 0), max(high - end, 0)
        starts[inside] = [low] * (before > 0) + [end] * (behind > 0)
        ends[inside] = [start] * (before > 0) + [high] * (behind > 0)
        return held - before - behind

    def _tidy(self, first: int, last: int) -> None:
        """Let no chunk be empty or too long, after changes of some."""
        for chunk in reversed(range(first, last)):
            starts, ends = self._starts[chunk], self._ends[chunk]
            if 0 < len(starts) <= CHUNK:
                self._firsts[chunk] = starts[0]
            else:
                self._put(slice(chunk, chunk + 1), starts, ends)

    def _chunks(self, start: int, end: int) -> tuple[int, int]:
        """Return the first chunk that can hold an address, and the one behind the last."""
        return max(bisect_right(self._firsts, start) - 1, 0), bisect_right(self._firsts, end)

    def _held(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return the ranges of some chunks."""
        return [
            held
            for chunk in range(first, last)
            for held in zip(self._starts[chunk], self._ends[chunk], strict=True)
        ]

    def _put(self, where: slice, starts: list[int], ends: list[int]) -> None:
        """Put ranges in the place of some chunks."""
        pieces = range(0, len(starts), CHUNK // 2)
        self._starts[where] = [starts[n : n + CHUNK // 2] for n in pieces]
        self._ends[where] = [ends[n : n + CHUNK // 2] for n in pieces]
        self._firsts[where] = [starts[n] for n in pieces]


def _merged(ranges: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return the starts and the ends of the fewest ranges that hold the same addresses.

    Maps are in order: then a hundred thousand need no sorting, and no object each.
    """
    if not (isinstance(ranges, Regions) and ranges.in_order):
        merged = RangeSet(map(PhysRange._make, ranges))
        return [start for start, _ in merged], [end for _, end in merged]
    starts, ends = ranges.starts, ranges.ends
    if all(map(lt, ends, starts[1:])):
        return starts, ends
    gaps = [n for n in range(1, len(starts)) if ends[n - 1] < starts[n]]
    firsts, behind = [0, *gaps], [*gaps, len(ends)]
    return [starts[n] for n in firsts], [ends[n - 1] for n in behind]
