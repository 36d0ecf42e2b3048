"""Ranges of physical addresses, half-open, and sets of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

BEYOND = 1 << 64
"""The first number that is no address."""


class PhysRange(NamedTuple):
    """The addresses from ``start`` up to, but not including, ``end``."""

    start: int
    end: int

    @classmethod
    def sized(cls, start: int, size: int) -> PhysRange:
        """Return the range of so many bytes."""
        return cls(start, start + size)

    @property
    def size(self) -> int:
        """Bytes; none where ``end`` is not above ``start``."""
        return max(self.end - self.start, 0)

    def overlaps(self, other: PhysRange) -> bool:
        return max(self.start, other.start) < min(self.end, other.end)

    def shrink_to(self, unit: int) -> PhysRange:
        """Return the whole units inside; ``unit`` is a power of two."""
        start = -(-self.start // unit) * unit
        return PhysRange(start, max(self.end // unit * unit, start))

    def grow_to(self, unit: int) -> PhysRange:
        """Return the whole units around; ``unit`` is a power of two."""
        return PhysRange(self.start // unit * unit, -(-self.end // unit) * unit)

    def __str__(self) -> str:
        return f"{self.start:#x}-{self.end:#x}"


class RangeSet:
    """Addresses, however the ranges that were put in overlap: ``| & - <=`` as of sets.

    Iteration yields the fewest ranges that hold them, in order.
    """

    __slots__ = ("_ranges",)

    def __init__(self, ranges: Iterable[PhysRange] = ()) -> None:
        merged: list[PhysRange] = []
        last = -1
        for range in sorted([r for r in ranges if r[1] > r[0]]):
            start, end = range
            if start > last:
                merged.append(range)
                last = end
            elif end > last:
                merged[-1] = PhysRange(merged[-1].start, end)
                last = end
        self._ranges = tuple(merged)

    @classmethod
    def of(cls, *ranges: PhysRange) -> RangeSet:
        return cls(ranges)

    @classmethod
    def _of_few(cls, ranges: Iterable[PhysRange]) -> RangeSet:
        """Return the set of ranges that are the fewest already, and in order."""
        made = cls.__new__(cls)
        made._ranges = tuple(ranges)
        return made

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(r.size for r in self._ranges)

    def __or__(self, other: RangeSet) -> RangeSet:
        return RangeSet((*self._ranges, *other._ranges))

    def __and__(self, other: RangeSet) -> RangeSet:
        return RangeSet._of_few(_shared(self._ranges, other._ranges))

    def __sub__(self, other: RangeSet) -> RangeSet:
        return RangeSet._of_few(_without(self._ranges, other._ranges))

    def __le__(self, other: RangeSet) -> bool:
        return not self - other

    def __contains__(self, address: int) -> bool:
        return any(r.start <= address < r.end for r in self._ranges)

    def __iter__(self) -> Iterator[PhysRange]:
        return iter(self._ranges)

    def __len__(self) -> int:
        return len(self._ranges)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RangeSet) and self._ranges == other._ranges

    def __hash__(self) -> int:
        return hash(self._ranges)

    def __repr__(self) -> str:
        return f"RangeSet({', '.join(map(str, self._ranges))})"


def _without(kept: tuple[PhysRange, ...], taken: tuple[PhysRange, ...]) -> Iterator[PhysRange]:
    """Yield what is left of ranges; both are in order and touch none of their own."""
    n = 0
    for start, end in kept:
        while n < len(taken) and taken[n].end <= start:
            n += 1
        left = start
        at = n
        while at < len(taken) and taken[at].start < end:
            if left < taken[at].start:
                yield PhysRange(left, taken[at].start)
            left = taken[at].end
            at += 1
        if left < end:
            yield PhysRange(left, end)


def _shared(one: tuple[PhysRange, ...], other: tuple[PhysRange, ...]) -> Iterator[PhysRange]:
    """Yield what both hold; each is in order and touches none of its own."""
    n = 0
    for start, end in one:
        while n < len(other) and other[n].end <= start:
            n += 1
        at = n
        while at < len(other) and other[at].start < end:
            yield PhysRange(max(start, other[at].start), min(end, other[at].end))
            at += 1
