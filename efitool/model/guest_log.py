"""What a text says of a guest: a serial log, ``dmesg``, or what a tool printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from efitool.model.acpi import AcpiTable
from efitool.model.e820 import E820Map
from efitool.model.memmap import MapKind, MemoryMap
from efitool.model.named_ranges import RangeList
from efitool.model.qemu import QemuCommandLine
from efitool.model.unaccepted import UnacceptedTable


class Quote(NamedTuple):
    """Words of a log, and the number of their line, from 1."""

    line: int
    text: str


class ConfigurationTables(NamedTuple):
    """The tables that Linux names after ``efi: ``, by its names, with their addresses.

    ``Unaccepted`` says that there is a table, not that anything is unaccepted.
    """

    line: int
    addresses: tuple[tuple[str, int], ...]


class MemInfo(NamedTuple):
    """/proc/meminfo as a log quotes it: kibibytes by name; ``line`` is that of the first."""

    line: int
    kib: Mapping[str, int]


class GuestLog(NamedTuple):
    """All that was found, each kind in the order of the log: a log may hold several boots."""

    maps: tuple[MemoryMap, ...] = ()
    e820: tuple[E820Map, ...] = ()
    ranges: tuple[RangeList, ...] = ()
    unaccepted_tables: tuple[UnacceptedTable, ...] = ()
    acpi: tuple[AcpiTable, ...] = ()
    """Their ranges are among `ranges`, too, where a table was read for itself."""
    tables: tuple[ConfigurationTables, ...] = ()
    kernels: tuple[Quote, ...] = ()
    """``Linux version …``: release, builder, compiler."""
    firmware: tuple[Quote, ...] = ()
    """``EFI v2.7 by …``."""
    command_lines: tuple[Quote, ...] = ()
    removed: tuple[Quote, ...] = ()
    """What Linux took out of the e820 table: ``Remove mem125: MMIO range=…``."""
    memory: tuple[Quote, ...] = ()
    """``3956796K/4187916K available …``."""
    meminfo: tuple[MemInfo, ...] = ()
    illegible: tuple[MemoryMap | E820Map | RangeList, ...] = ()
    """Rows of maps of which none could be read: no maps, as no memory is told."""
    unsearched: tuple[tuple[int, int], ...] = ()
    """Offsets, half-open, between which a large log shows no sign of a map."""
    messages: tuple[Quote, ...] = ()
    """Lines of what goes wrong, and of how far a boot came; only where they are sought."""
    platforms: tuple[Quote, ...] = ()
    """Who protects the guest's memory, as its kernel says; only where that is sought."""
    machines: tuple[Quote, ...] = ()
    """``QEMU Standard PC (…), BIOS 2025.02-8 …``; only where they are sought."""
    processors: tuple[Quote, ...] = ()
    """``1 node, 4 CPUs``; only where that is sought."""
    qemu: tuple[QemuCommandLine, ...] = ()
    """How QEMU was started; only where that is sought."""

    @property
    def memory_map(self) -> MemoryMap | None:
        """The first map that GetMemoryMap() returned, else the first of another kind."""
        firmware = (m for m in self.maps if m.kind is MapKind.MEMORY_MAP)
        return next(iter((*firmware, *self.maps)), None)


def sorted_out(
    maps: Sequence[MemoryMap], e820: Sequence[E820Map], ranges: Sequence[RangeList]
) -> GuestLog:
    """Return what was read of a text, in which a map is one whose rows are legible."""
    every: Iterable[MemoryMap | E820Map | RangeList] = chain(maps, e820, ranges)
    return GuestLog(
        tuple(m for m in maps if m.lines),
        tuple(m for m in e820 if m.lines),
        tuple(m for m in ranges if m.lines),
        illegible=tuple(m for m in every if not m.lines),
    )


def joined(logs: Iterable[GuestLog]) -> GuestLog:
    """Return all that several texts and tables tell of one guest."""
    return GuestLog._make(tuple(chain.from_iterable(parts)) for parts in zip(*logs, strict=True))
