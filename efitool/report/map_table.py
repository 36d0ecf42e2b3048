"""Memory maps as tables on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from efitool.model.artifact import RecordFile
from efitool.model.e820 import E820Map, type_word
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
        ),
        finding_lines(findings, palette),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def found(file: RecordFile, palette: Palette) -> str:
    """Say what there is in a file that is no image, and how to look at it."""
    rows = [("type", f"{file.format}, {binary(file.size)}")]
    rows += [("kernel", f"{q.text} (line {q.line})") for q in file.log.kernels]
    rows += [("firmware", f"{q.text} (line {q.line})") for q in file.log.firmware]
    rows += [("command line", f"{q.text} (line {q.line})") for q in file.log.command_lines]
    rows += [
        ("tables", f"{', '.join(name for name, _ in t.addresses)} (line {t.line})")
        for t in file.log.tables
    ]
    rows += [("memory", f"{q.text} (line {q.line})") for q in file.log.memory]
    rows += [(m.kind.value, f"{m.label}, {_contents(m, summarize(m))}") for m in file.log.maps]
    rows += [("e820 table", f"{e.label}, {e.source}, {_count(e.entries)}") for e in file.log.e820]
    rows += [("ranges", f"{r.label}, {r.format}, {_count(r.ranges)}") for r in file.log.ranges]
    rows += [("table", _bits(t)) for t in file.log.unaccepted_tables]
    width = max(len(label) for label, _ in rows) + 1
    lines = [palette.bold(escape(file.path))]
    lines += [f"  {label:<{width}}{escape(text)}" for label, text in rows]
    log = file.log
    if log.maps or log.e820 or log.ranges or log.unaccepted_tables:
        lines.append(palette.dim(f"  to see the maps: efitool memmap {escape(file.path)}"))
    return "\n".join(lines)


def _map(map: MemoryMap, types: set[int], palette: Palette, *, only_summary: bool) -> list[str]:
    summary = summarize(map)
    heading = palette.bold(f"{map.kind} ({map.format}, {map.label})")
    lines = [f"{heading}: {_contents(map, summary)}"]
    shown = [] if only_summary else [d for d in map.descriptors if not types or d.type in types]
    lines += _rows(shown, palette)
    lines += _unread(map.unread, palette)
    if map.kind is MapKind.MEMORY_MAP:
        lines += _totals(summary, palette)
    return lines


def _contents(map: MemoryMap, summary: MapSummary) -> str:
    stride = f" of {map.descriptor_size} bytes" if map.descriptor_size else ""
    rounded = "" if map.exact else ", sizes rounded"
    unaccepted = f", {binary(summary.unaccepted.size)} unaccepted" if summary.unaccepted else ""
    count = f"{len(map.descriptors)} descriptors{stride}"
    return f"{count}, {binary(summary.memory)} of memory{unaccepted}{rounded}"


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
    for type, size in summary.by_type.items():
        yield f"  {binary(size):>11}  {_paint(type, palette)(type_name(type))}"
    for range in summary.unaccepted:
        yield palette.red(f"  unaccepted: {range}, {binary(range.size)}")


def _e820(map: E820Map, palette: Palette, *, only_summary: bool) -> list[str]:
    lines = [palette.bold(f"e820 table ({map.format}, {map.label})") + f": {map.source}"]
    width = max((len(f"{e.end:x}") for e in map.entries), default=0) + 2
    for e in () if only_summary else map.entries:
        range = f"{e.start:#0{width}x}-{e.end:#0{width}x}"
        lines.append(f"  {range} {binary(e.range.size):>11}  {type_word(e.type)}")
    sizes: dict[int, int] = {}
    for e in map.entries:
        sizes[e.type] = sizes.get(e.type, 0) + e.range.size
    totals = (f"{binary(size)} {type_word(type)}" for type, size in sorted(sizes.items()))
    return [*lines, *_unread(map.unread, palette), f"  total: {', '.join(totals)}"]


def _ranges(form: RangeList, palette: Palette, *, only_summary: bool) -> list[str]:
    lines = [palette.bold(f"ranges ({form.format}, {form.label})") + f": {_count(form.ranges)}"]
    for r in () if only_summary else form.ranges:
        indent = "  " * r.depth
        lines.append(f"  {indent}{r.range} {binary(r.range.size):>11}  {escape(r.name)}")
    return [*lines, *_unread(form.unread, palette)]


def _table(table: UnacceptedTable, palette: Palette, *, only_summary: bool) -> list[str]:
    lines = [palette.bold("unaccepted table") + f": {_bits(table)}"]
    marked = () if only_summary else table.marked
    return lines + [palette.red(f"  unaccepted: {r}, {binary(r.size)}") for r in marked]


def _bits(table: UnacceptedTable) -> str:
    units = f"{len(table.bitmap) * 8} units of {binary(table.unit_size)}"
    return f"{binary(table.marked.size)} unaccepted in {table.window}, {units}"


def _unread(unread: tuple[Unread, ...], palette: Palette) -> Iterator[str]:
    for u in unread[:FEW]:
        yield palette.yellow(f"  not read, line {u.line}: {escape(u.text[:QUOTED])}")
    if len(unread) > FEW:
        yield palette.yellow(f"  not read: {len(unread) - FEW} lines more")


def _count(rows: tuple[object, ...]) -> str:
    return f"{len(rows)} {'entry' if len(rows) == 1 else 'entries'}"
