"""The unaccepted table: which memory Linux still has to accept.

Linux v6.12, include/linux/efi.h, ``struct efi_unaccepted_memory``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from efitool.model.ranges import PhysRange, RangeSet


class UnacceptedTable(NamedTuple):
    """A bitmap from ``phys_base`` on; a set bit is a unit that is not accepted yet."""

    version: int
    unit_size: int
    """Bytes that a bit stands for; 2 MiB on x86."""
    phys_base: int
    bitmap: bytes

    @property
    def window(self) -> PhysRange:
        """All that the table can describe."""
        return PhysRange(self.phys_base, self._address(len(self.bitmap) * 8))

    @property
    def marked(self) -> RangeSet:
        """The units whose bits are set."""
        return RangeSet(self._runs())

    def _runs(self) -> Iterator[PhysRange]:
        """Yield each run of set bits, found in the bits as text: 64 TiB have thirty million."""
        bits = f"{int.from_bytes(self.bitmap, 'little'):b}"[::-1]
        end = 0
        while (start := bits.find("1", end)) >= 0:
            end = bits.find("0", start)
            end = len(bits) if end < 0 else end
            yield PhysRange(self._address(start), self._address(end))

    def _address(self, bit: int) -> int:
        return self.phys_base + bit * self.unit_size
