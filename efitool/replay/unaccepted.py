"""What the platform lets nobody use: the truth. The table is what a kernel believes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge

from bitarray import bitarray
from bitarray.util import subset

from efitool.model.ranges import PhysRange
from efitool.replay._addresses import Addresses
from efitool.replay._regions import Regions
from efitool.replay.bitmap import Bitmap


class Unaccepted:
    """Addresses that nobody has accepted; they can only become fewer.

    Firmware and stub take out what is ragged. A kernel takes out whole units, a million times and
    anywhere: once it has a table, the whole units of its window are bits here too, and the rest
    stays ranges. No address is in both.
    """

    __slots__ = ("_rest", "_units", "size")

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._rest = Addresses(ranges)
        self._units: Bitmap | None = None
        self.size = self._rest.size
        """Bytes."""

    def __iter__(self) -> Iterator[PhysRange]:
        """Yield the fewest ranges that hold the addresses, in order."""
        if not self._units:
            yield from self._rest
            return
        start = end = 0
        runs = self._units.runs(self._units.phys_base, self._units.end)
        for first, last in merge(self._rest, runs):
            if first > end:
                if start < end:
                    yield PhysRange(start, end)
                start = first
            end = last
        if start < end:
            yield PhysRange(start, end)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def covers(self, start: int, end: int) -> bool:
        """Tell whether all of the addresses are unaccepted."""
        units = self._units
        if units is None:
            return self._rest.covers(start, end)
        if start >= end or units.all_set(start, end):
            return True
        return sum(held.size for held in self.within(start, end)) == end - start

    def within(self, start: int, end: int) -> tuple[PhysRange, ...]:
        """Return what is unaccepted of the addresses."""
        rest, units = self._rest.within(start, end), self._units
        if not units or start >= end:
            return rest
        runs = units.runs(max(start, units.phys_base), min(end, units.end))
        inside = tuple(PhysRange(max(first, start), min(last, end)) for first, last in runs)
        return tuple(Addresses((*rest, *inside))) if rest and inside else rest or inside

    def discard(self, start: int, end: int) -> int:
        """Take addresses out, and return how many bytes of them were unaccepted."""
        before = self.size
        if self._units and start < end:
            self._split(self._units, start)
            self._split(self._units, end)
            self.size -= self._units.clear(start, end)
        if before - self.size < end - start:
            self.size -= self._rest.discard(start, end)
        return before - self.size

    def keep_units_of(self, table: Bitmap) -> None:
        """Keep whole units of a table's window as bits from now on."""
        if self._units and self._units.same_window(table):
            return
        units = table.empty()
        rest: list[tuple[int, int]] = []
        for start, end in self:
            first, last = units.whole(start, end)
            if first == last:
                rest.append((start, end))
                continue
            units.bits[first:last] = 1
            whole = units.address(first), units.address(last)
            rest += (piece for piece in ((start, whole[0]), (whole[1], end)) if piece[0] < piece[1])
        self._rest, self._units = Addresses(rest), units

    def has_units(self, bits: bitarray) -> bool:
        """Tell whether all these units of the table's window are unaccepted as a whole."""
        return self._units is not None and subset(bits, self._units.bits)

    def take_units(self, bits: bitarray) -> None:
        """Take out units that all are unaccepted."""
        if self._units:
            self._units.bits ^= bits
            self.size -= bits.count() * self._units.unit_size

    def unmarked(self, table: Bitmap) -> Iterator[PhysRange]:
        """Yield what is unaccepted and not marked in a table: lost to all who go by it."""
        left = Unaccepted()
        if self._units and self._units.same_window(table):
            left._rest = self._rest.copy()
            left._units = Bitmap(table.phys_base, table.unit_size, self._units.bits & ~table.bits)
        else:
            left._rest = Addresses(self)
        for start, end in left._rest.within(table.phys_base, table.end):
            for run in table.runs(start, end):
                left._rest.discard(*run)
        yield from left

    def is_only(self, regions: Regions) -> bool:
        """Tell whether the addresses of these regions are unaccepted, and no others."""
        return not self._units and self._rest == Addresses(regions)

    def become(self, table: Bitmap) -> None:
        """Be what a table marks, and nothing else."""
        self._rest, self._units = Addresses(), table.copy()
        self.size = table.marked

    def _split(self, units: Bitmap, at: int) -> None:
        """Make ranges of the unit that an address lies in the middle of."""
        if units.phys_base < at < units.end and (at - units.phys_base) % units.unit_size:
            for start, end in units.runs(at, at + 1):
                units.put(start, end, 0)
                self._rest.add(start, end)
