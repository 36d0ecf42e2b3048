"""What is drawn of a file: each of its maps once, however often a log repeats it."""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.artifact import RecordFile
from efitool.model.e820 import type_word
from efitool.model.memmap import MemoryType
from efitool.report._map_bands import Region
from efitool.report.map_svg import Panel


def panels(file: RecordFile) -> tuple[Panel, ...]:
    """Return the maps of a file; of lists that nest, such as /proc/iomem, the outermost ranges."""
    found: dict[tuple[str, tuple[Region, ...]], list[str]] = {}
    for kind, label, regions in _maps(file):
        found.setdefault((kind, regions), []).append(label)
    return tuple(
        Panel(f"{kind}, {' and '.join(labels)}", regions)
        for (kind, regions), labels in found.items()
    )


def _maps(file: RecordFile) -> Iterator[tuple[str, str, tuple[Region, ...]]]:
    for map in file.log.maps:
        regions = tuple(Region(d.range, d.type, d.attributes) for d in map.descriptors)
        yield f"{map.kind} ({map.format})", map.label, regions
    for table in file.log.e820:
        entries = tuple(Region(e.range, type_word(e.type)) for e in table.entries)
        yield f"e820 table ({table.format}, {table.source})", table.label, entries
    for form in file.log.ranges:
        outer = tuple(Region(r.range, r.name) for r in form.ranges if r.depth == 0)
        yield f"ranges ({form.format})", form.label, outer
    for bitmap in file.log.unaccepted_tables:
        marked = tuple(Region(r, MemoryType.UNACCEPTED) for r in bitmap.marked)
        yield "unaccepted table", str(bitmap.window), marked
