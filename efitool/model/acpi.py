"""What an ACPI table says of memory: what is there, what may come, what is firmware's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange, RangeSet


class MemoryAffinity(NamedTuple):
    """A range and the proximity domain that it belongs to, of SRAT (ACPI 6.5, 5.2.16.2)."""

    range: PhysRange
    domain: int
    enabled: bool
    """Whether the rest counts."""
    hot_pluggable: bool
    """Whether memory may be added or removed there; none need be there."""
    non_volatile: bool

    def __str__(self) -> str:
        flags = ("hot-pluggable", self.hot_pluggable), ("non-volatile", self.non_volatile)
        words = [word for word, is_set in flags if is_set]
        return ", ".join([f"domain {self.domain}", *words, *([] if self.enabled else ["disabled"])])


class CxlWindow(NamedTuple):
    """A range that host bridges decode to CXL memory, of CEDT (CXL 3.1, 9.18.1.3, CFMWS)."""

    range: PhysRange
    ways: int
    """Host bridges that the range is interleaved among; 0 where the encoding is reserved."""
    restrictions: int
    """Bits of the kinds of memory that may be there."""

    def __str__(self) -> str:
        return f"CXL window, {self.ways}-way, restrictions {self.restrictions:#x}"


class PrmHandler(NamedTuple):
    """Code that an operating system calls in firmware, of PRMT; 0 is an address of nothing."""

    guid: UUID
    address: int
    static_data: int
    parameters: int


class MemoryDevice(NamedTuple):
    """A device ``PNP0C80`` of DSDT or SSDT: memory that ACPI tells, now or later."""

    name: str
    """The last segment of its name."""
    ranges: tuple[PhysRange, ...] | None
    """What its ``_CRS`` holds; None where that is computed, and so unread."""


class AcpiTable(NamedTuple):
    """A table, and what was found in it; ``lines`` has one for each range that a log told."""

    format: str
    label: str
    """The signature: SRAT, CEDT, PRMT, DSDT or SSDT, or one of which nothing is read."""
    affinities: tuple[MemoryAffinity, ...] = ()
    windows: tuple[CxlWindow, ...] = ()
    handlers: tuple[PrmHandler, ...] = ()
    devices: tuple[MemoryDevice, ...] = ()
    lines: tuple[int, ...] = ()

    @property
    def hot_pluggable(self) -> RangeSet:
        """Where SRAT says that memory may be added."""
        return RangeSet(a.range for a in self.affinities if a.enabled and a.hot_pluggable)

    @property
    def belonging(self) -> RangeSet:
        """What SRAT gives to any domain."""
        return RangeSet(a.range for a in self.affinities if a.enabled)

    @property
    def ranges(self) -> RangeList:
        """All ranges, in the order of the table, each with what is said of it."""
        unread = [d.name for d in self.devices if d.ranges is None]
        label = f"{self.label}, unread: _CRS of {', '.join(unread)}" if unread else self.label
        return RangeList(self.format, label, tuple(self._named()), self.lines)

    def _named(self) -> Iterator[NamedRange]:
        yield from (NamedRange(a.range, str(a)) for a in self.affinities)
        yield from (NamedRange(w.range, str(w)) for w in self.windows)
        for device in self.devices:
            yield from (NamedRange(r, f"memory device {device.name}") for r in device.ranges or ())
