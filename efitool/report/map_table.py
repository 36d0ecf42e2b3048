"""Memory maps as tables on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from efitool.model.artifact import RecordFile
from efitool.model.e820 import E820Map, E820Type, type_word
from efitool.model.findings import Finding
from efitool.model.memmap import (
    MapKind,
    MemoryDescriptor,
    MemoryMap,
    MemoryType,
    Unread,
    attribute_names,
    type_name,
)
from efitool.model.named_ranges import RangeList
from efitool.model.unaccepted import UnacceptedTable
from efitool.report._map_words import bits, contents, count
from efitool.report.map_summary import MapSummary, summarize
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape
from efitool.report.text import findings as finding_lines

FEW = 3
"""Lines that could not be read, of which the first are quoted."""

QUOTED = 100
"""Characters of a quoted line: binary noise has no line ends."""


def maps(
    file: RecordFile,
    types: set[int],
    findings: Sequence[Finding],
    palette: Palette,
    *,
    only_summary: bool,
) -> str:
    """Render all maps of a file; with ``types``, descriptors of these alone."""
    blocks = [
        [palette.bold(escape(file.path))],
        *(_map(map, types, palette, only_summary=only_summary) for map in file.log.maps),
        *(_e820(map, palette, only_summary=only_summary) for map in file.log.e820 if not types),
        *(
            _ranges(form, palette, only_summary=only_summary)
            for form in file.log.ranges
            if not types
        ),
        *(
            _table(table, palette, only_summary=only_summary)
            for table in file.log.unaccepted_tables
            if not types or MemoryType.UNACCEPTED in types
        ),
        finding_lines(findings, palette),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _map(map: MemoryMap, types: set[int], palette: Palette, *, only_summary: bool) -> list[str]:
    summary = summarize(map)
    lines = [f"{_heading(map.kind, map, palette)}: {contents(map, summary)}"]
    shown = [] if only_summary else [d for d in map.descriptors if not types or d.type in types]
    lines += _rows(shown, palette)
    lines += _unread(map.unread, palette)
    if map.kind is MapKind.MEMORY_MAP:
        lines += _totals(summary, palette)
    return lines


def _heading(kind: str, map: MemoryMap | E820Map | RangeList, palette: Palette) -> str:
    return palette.bold(f"{kind} ({map.format}, {escape(map.label)})")


def _rows(descriptors: list[MemoryDescriptor], palette: Palette) -> Iterator[str]:
    width = max((len(f"{d.end:x}") for d in descriptors), default=0)
    names = max((len(type_name(d.type)) for d in descriptors), default=0)
    for d in descriptors:
        attributes = "?" if d.attributes is None else " ".join(attribute_names(d.attributes))
        name = _paint(d.type, palette)(f"{type_name(d.type):<{names}}")
        range = f"{d.start:#0{width + 2}x}-{d.end:#0{width + 2}x}"
        yield f"  {range} {binary(d.size):>11}  {name}  {attributes}".rstrip()


def _paint(type: int, palette: Palette) -> Callable[[str], str]:
    """Return the colour of a type: what can be used, what must be accepted, what is firmware's."""
    match type:
        case MemoryType.UNACCEPTED:
            return palette.red
        case MemoryType.CONVENTIONAL | MemoryType.PERSISTENT:
            return palette.green
        case MemoryType.RUNTIME_SERVICES_CODE | MemoryType.RUNTIME_SERVICES_DATA:
            return palette.yellow
        case MemoryType.RESERVED | MemoryType.MMIO | MemoryType.MMIO_PORT_SPACE:
            return palette.dim
        case _:
            return str


def _totals(summary: MapSummary, palette: Palette) -> Iterator[str]:
    yield palette.dim("  in all")
    for type, size in summary.by_type.items():
        yield f"  {binary(size):>11}  {_paint(type, palette)(type_name(type))}"
    for range in summary.unaccepted:
        yield palette.red(f"  unaccepted: {range}, {binary(range.size)}")


def _e820(map: E820Map, palette: Palette, *, only_summary: bool) -> list[str]:
    lines = [f"{_heading('e820 table', map, palette)}: {escape(map.source)}"]
    width = max((len(f"{e.end:x}") for e in map.entries), default=0) + 2
    for e in () if only_summary else map.entries:
        range = f"{e.start:#0{width}x}-{e.end:#0{width}x}"
        word = _paint_e820(e.type, palette)(_word(e.type))
        lines.append(f"  {range} {binary(e.range.size):>11}  {word}")
    sizes: dict[int, int] = {}
    for e in map.entries:
        sizes[e.type] = sizes.get(e.type, 0) + e.range.size
    totals = (f"{binary(size)} {_word(type)}" for type, size in sorted(sizes.items()))
    return [*lines, *_unread(map.unread, palette), f"  in all: {', '.join(totals)}"]


def _word(type: int) -> str:
    word = type_word(type)
    return f"type {word}" if word.isdecimal() else word


def _paint_e820(type: int, palette: Palette) -> Callable[[str], str]:
    match type:
        case E820Type.USABLE | E820Type.PMEM | E820Type.PRAM | E820Type.SOFT_RESERVED:
            return palette.green
        case E820Type.RESERVED:
            return palette.dim
        case _:
            return str


def _ranges(form: RangeList, palette: Palette, *, only_summary: bool) -> list[str]:
    lines = [f"{_heading('ranges', form, palette)}: {count(form.ranges)}"]
    shown = [] if only_summary else [(f"{'  ' * r.depth}{r.range}", r) for r in form.ranges]
    width = max((len(range) for range, _ in shown), default=0)
    lines += [f"  {at:<{width}} {binary(r.range.size):>11}  {escape(r.name)}" for at, r in shown]
    return [*lines, *_unread(form.unread, palette)]


def _table(table: UnacceptedTable, palette: Palette, *, only_summary: bool) -> list[str]:
    lines = [palette.bold("unaccepted table") + f": {bits(table)}"]
    marked = () if only_summary else table.marked
    return lines + [palette.red(f"  unaccepted: {r}, {binary(r.size)}") for r in marked]


def _unread(unread: tuple[Unread, ...], palette: Palette) -> Iterator[str]:
    for u in unread[:FEW]:
        yield palette.yellow(f"  not read, line {u.line}: {escape(u.text[:QUOTED])}")
    if len(unread) > FEW:
        yield palette.yellow(f"  not read: {len(unread) - FEW} lines more")
