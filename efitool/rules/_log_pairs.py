"""Which parts of a log belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from efitool.model.acpi import AcpiTable
from efitool.model.guest_log import ConfigurationTables, GuestLog, Quote
from efitool.model.memmap import MapKind, MemoryMap


def with_tables(log: GuestLog) -> Iterator[tuple[MemoryMap, MemoryMap]]:
    """Yield each memory attributes table with the memory map of its boot, the last before it.

    Where a line of either was lost, nothing can be said.
    """
    map = None
    for found in log.maps:
        if found.kind is MapKind.MEMORY_MAP:
            map = found
        elif found.kind is MapKind.ATTRIBUTES_TABLE and map and not (map.unread or found.unread):
            yield map, found


def memory_maps(log: GuestLog) -> list[MemoryMap]:
    """Return what GetMemoryMap() returned, in the order of the log."""
    return [map for map in log.maps if map.kind is MapKind.MEMORY_MAP]


def with_acpi(log: GuestLog) -> Iterator[tuple[MemoryMap, Sequence[AcpiTable]]]:
    """Yield each memory map with the tables of its boot, if there are any.

    What a log says of a table belongs to the last map before; a table of its own file to all.
    """
    maps = memory_maps(log)
    for map, next in zip_longest(maps, maps[1:]):
        first = map.lines[0] if map.lines else 0
        last = next.lines[0] if next and next.lines else float("inf")
        tables = [t for t in log.acpi if not t.lines or first < t.lines[0] < last]
        if tables:
            yield map, tables


class Boot(NamedTuple):
    """What a log says from one kernel's first line to the next's."""

    kernel: Quote
    maps: Sequence[MemoryMap]
    tables: Sequence[ConfigurationTables]


def boots(log: GuestLog) -> Iterator[Boot]:
    """Yield each boot of Linux, with the memory maps that it printed."""
    for kernel, next in zip_longest(log.kernels, log.kernels[1:]):
        last = next.line if next else float("inf")
        maps = [m for m in memory_maps(log) if m.lines and kernel.line < m.lines[0] < last]
        yield Boot(kernel, maps, [t for t in log.tables if kernel.line < t.line < last])


def on_arm64(log: GuestLog) -> bool:
    """Whether the kernels of a log name the architecture: in their release, or their compiler's."""
    return bool(log.kernels) and all("aarch64" in k.text or "arm64" in k.text for k in log.kernels)
