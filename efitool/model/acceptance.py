"""The unaccepted table held against the memory map."""

from __future__ import annotations

from typing import NamedTuple

from efitool.model.memmap import MapKind, MemoryMap
from efitool.model.ranges import RangeSet
from efitool.model.unaccepted import UnacceptedTable


class Acceptance(NamedTuple):
    """What has become of the memory that the map calls unaccepted."""

    marked: RangeSet
    """Still to be accepted, as the table says."""
    elsewhere: RangeSet
    """Marked, but of another type in the map, or in none of its regions."""
    outside: RangeSet
    """Unaccepted in the map, but where the table has no bits."""
    accepted: RangeSet
    """Unaccepted in the map, and no longer marked."""


def compare(table: UnacceptedTable, map: MemoryMap) -> Acceptance:
    """Hold a table against the map that the kernel was started with."""
    marked, reported = table.marked, map.unaccepted
    window = RangeSet.of(table.window)
    return Acceptance(
        marked,
        elsewhere=marked - reported,
        outside=reported - window,
        accepted=(reported & window) - marked,
    )


def comparable(maps: tuple[MemoryMap, ...]) -> MemoryMap | None:
    """Return the first map that GetMemoryMap() returned, None if there is none."""
    return next((map for map in maps if map.kind is MapKind.MEMORY_MAP), None)
