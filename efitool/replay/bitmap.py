"""The unaccepted table while it changes: what the kernel believes."""

from __future__ import annotations

from collections.abc import Iterator

from bitarray import bitarray

from efitool.model.unaccepted import UnacceptedTable

VERSION = 1
"""``efi_unaccepted_memory.version`` (Linux v6.12, include/linux/efi.h)."""


class Bitmap:
    """Units from ``phys_base`` on; a set bit is a unit that the kernel has still to accept."""

    __slots__ = ("bits", "phys_base", "unit_size")

    def __init__(self, phys_base: int, unit_size: int, bits: bitarray) -> None:
        self.phys_base = phys_base
        self.unit_size = unit_size
        self.bits = bits

    @classmethod
    def blank(cls, phys_base: int, unit_size: int, size: int) -> Bitmap:
        """Return one of ``size`` bytes in which nothing is marked."""
        return cls(phys_base, unit_size, bitarray(size * 8, endian="little"))

    @classmethod
    def of(cls, table: UnacceptedTable) -> Bitmap:
        """Return the bitmap of a table that was found, as it is."""
        return cls(table.phys_base, table.unit_size, bitarray(table.bitmap, endian="little"))

    @property
    def end(self) -> int:
        """The first address behind what the bits stand for."""
        return self.phys_base + len(self.bits) * self.unit_size

    @property
    def marked(self) -> int:
        """Bytes whose bits are set."""
        return self.bits.count() * self.unit_size

    def empty(self) -> Bitmap:
        """Return one of the same window in which nothing is marked."""
        return Bitmap.blank(self.phys_base, self.unit_size, len(self.bits) // 8)

    def copy(self) -> Bitmap:
        return Bitmap(self.phys_base, self.unit_size, self.bits.copy())

    def same_window(self, other: Bitmap) -> bool:
        return (self.phys_base, self.unit_size, len(self.bits)) == (
            other.phys_base,
            other.unit_size,
            len(other.bits),
        )

    def put(self, start: int, end: int, value: int) -> None:
        """Set or clear the bits of whole units; the addresses lie inside."""
        first = (start - self.phys_base) // self.unit_size
        self.bits[first : (end - self.phys_base) // self.unit_size] = value

    def all_set(self, start: int, end: int) -> bool:
        """Tell whether the range lies in the window and touches no unit that is not marked."""
        first, last = start - self.phys_base, self.phys_base - end
        if first < 0 or -last > len(self.bits) * self.unit_size:
            return False
        return self.bits.find(0, first // self.unit_size, -(last // self.unit_size)) < 0

    def address(self, unit: int) -> int:
        """Return where a unit begins, by its number."""
        return self.phys_base + unit * self.unit_size

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """Return the numbers of the units inside a range: the first, and one behind the last."""
        base, unit = self.phys_base, self.unit_size
        first = max(-((base - start) // unit), 0)
        return first, max(min((end - base) // unit, len(self.bits)), first)

    def clear(self, start: int, end: int) -> int:
        """Clear the units inside a range, and return the bytes of those that were marked."""
        first, last = self.whole(start, end)
        marked = self.bits.count(1, first, last)
        self.bits[first:last] = 0
        return marked * self.unit_size

    def runs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the addresses of each run of set bits among the units that a range touches.

        The caller may clear what was yielded before it asks for the next.
        """
        unit, base = self.unit_size, self.phys_base
        stop = max(-(-(end - base) // unit), 0)
        at = max((start - base) // unit, 0)
        while (first := self.bits.find(1, at, stop)) >= 0:
            at = self.bits.find(0, first, stop)
            at = stop if at < 0 else at
            yield base + first * unit, base + at * unit

    def table(self) -> UnacceptedTable:
        """Return what stands in memory now."""
        return UnacceptedTable(VERSION, self.unit_size, self.phys_base, self.bits.tobytes())
