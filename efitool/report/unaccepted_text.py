"""The unaccepted table as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from efitool.model.acceptance import comparable, compare
from efitool.model.artifact import RecordFile
from efitool.model.memmap import MemoryMap
from efitool.model.ranges import RangeSet
from efitool.model.unaccepted import UnacceptedTable
from efitool.report._map_words import bits
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape


def told(file: RecordFile, map: MemoryMap | None, palette: Palette) -> str:
    """Render the tables of a file, held against a map that is given, or is in the file."""
    map = map or comparable(file.log.maps)
    lines = [palette.bold(escape(file.path))]
    for table in file.log.unaccepted_tables:
        lines += _table(table, map, palette)
    if not file.log.unaccepted_tables:
        lines.append("  no unaccepted table: this kernel was not left any memory to accept")
    if file.dump:
        lines += [palette.yellow(f"  not read: {escape(t)}") for t in file.dump.troubles]
    return "\n".join(lines)


def _table(table: UnacceptedTable, map: MemoryMap | None, palette: Palette) -> Iterator[str]:
    yield f"  {bits(table)}"
    yield from _ranges("still to be accepted", table.marked, palette.red)
    if map is None:
        yield palette.dim("  no memory map to hold it against: --map FILE")
        return
    compared = compare(table, map)
    against = f"{map.format}, {escape(map.label)}"
    yield f"  held against the memory map ({against}): {binary(map.unaccepted.size)} unaccepted"
    yield from _ranges("accepted since", compared.accepted, palette.green)
    yield from _ranges("outside the table", compared.outside, palette.yellow)
    yield from _ranges("marked, but not unaccepted in the map", compared.elsewhere, palette.yellow)


def _ranges(what: str, ranges: RangeSet, paint: Callable[[str], str]) -> Iterator[str]:
    """Say how much there is of something, and where; nothing if there is none."""
    if not ranges:
        return
    yield f"  {what}: {binary(ranges.size)}"
    yield from (paint(f"    {range} {binary(range.size):>11}") for range in ranges)
