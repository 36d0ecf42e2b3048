"""Which maps of a log belong together."""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.guest_log import GuestLog
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
