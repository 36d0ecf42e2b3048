"""Which maps of two files `diff` compares: the first of a sort that both have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from efitool.errors import UnknownFormatError

if TYPE_CHECKING:
    from efitool.model.artifact import RecordFile
    from efitool.model.e820 import E820Map
    from efitool.model.guest_log import GuestLog
    from efitool.model.map_diff import AnyMap
    from efitool.model.memmap import MemoryMap


def comparable(
    was: RecordFile, now: RecordFile, numbers: tuple[int | None, int | None]
) -> tuple[AnyMap, AnyMap]:
    """Return two maps of one sort; of a file with a number, from 1, it is that map or none.

    Raises `UnknownFormatError`, `LimitError`.
    """
    before, after = (_chosen(f, n) for f, n in zip((was, now), numbers, strict=True))
    if before.memory_map and after.memory_map:
        return before.memory_map, after.memory_map
    if before.e820 and after.e820:
        return before.e820[0], after.e820[0]
    if before.memory_map and after.e820:
        return _as_e820(before.memory_map), after.e820[0]
    if before.e820 and after.memory_map:
        return before.e820[0], _as_e820(after.memory_map)
    if before.ranges and after.ranges:
        return before.ranges[0], after.ranges[0]
    raise UnknownFormatError(f"{was.path} and {now.path}: they have no maps of one sort")


def _chosen(file: RecordFile, number: int | None) -> GuestLog:
    """Return what may be compared of a file, in the order of `memmap`."""
    from efitool.model.artifact import as_log

    maps: tuple[AnyMap, ...] = (*file.log.maps, *file.log.e820, *file.log.ranges)
    if not maps:
        raise UnknownFormatError(f"{file.path}: no memory map found")
    if number is None:
        return file.log
    if number > len(maps):
        raise UnknownFormatError(f"{file.path}: there is no map {number}, there are {len(maps)}")
    return as_log(maps[number - 1])


def _as_e820(map: MemoryMap) -> E820Map:
    """Return what Linux makes of a map, and say that it is that."""
    from efitool.formats._write_e820 import table
    from efitool.model.e820 import E820Map

    entries = tuple(table(map))
    return E820Map(map.format, f"{map.label}, as Linux makes e820 of it", entries, map.label)
