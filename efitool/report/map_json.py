"""Memory maps as JSON objects; addresses and attribute words are ``"0x…"`` strings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from efitool.model.artifact import RecordFile
from efitool.model.e820 import E820Map, type_word
from efitool.model.findings import Finding
from efitool.model.guest_log import GuestLog, Quote
from efitool.model.memmap import MemoryDescriptor, MemoryMap, Unread, attribute_names, type_name
from efitool.model.named_ranges import RangeList
from efitool.model.ranges import RangeSet
from efitool.model.unaccepted import UnacceptedTable
from efitool.report import guest_dump
from efitool.report._json_values import hexadecimal
from efitool.report.json import VERSION, finding
from efitool.report.map_summary import MapSummary, summarize


def maps(file: RecordFile, types: set[int], findings: Iterable[Finding]) -> dict[str, Any]:
    """Describe all maps of a file; with ``types``, descriptors of these alone."""
    return {
        "efitool": VERSION,
        "kind": "memory-map",
        "path": file.path,
        "maps": [_map(map, types) for map in file.log.maps],
        "e820": [_e820(map) for map in file.log.e820],
        "ranges": [_ranges(map) for map in file.log.ranges],
        "unaccepted_tables": [_table(table) for table in file.log.unaccepted_tables],
        "findings": [finding(f) for f in findings],
    }


def found(file: RecordFile) -> dict[str, Any]:
    """Describe what there is in a file that is no image."""
    return {
        "efitool": VERSION,
        "kind": "record",
        "path": file.path,
        "size": file.size,
        "format": file.format,
        "maps": [
            {
                "format": m.format,
                "label": m.label,
                "kind": m.kind.value,
                "descriptors": len(m.descriptors),
            }
            for m in file.log.maps
        ],
        "e820": [
            {"format": e.format, "label": e.label, "source": e.source, "entries": len(e.entries)}
            for e in file.log.e820
        ],
        "ranges": [
            {"format": r.format, "label": r.label, "ranges": len(r.ranges)} for r in file.log.ranges
        ],
        "unaccepted_tables": [_table(table) for table in file.log.unaccepted_tables],
        "log": _log(file.log),
        "guest_memory": guest_dump.json(file.dump) if file.dump else None,
    }


def _log(log: GuestLog) -> dict[str, Any]:
    return {
        "kernels": _quotes(log.kernels),
        "firmware": _quotes(log.firmware),
        "command_lines": _quotes(log.command_lines),
        "removed": _quotes(log.removed),
        "memory": _quotes(log.memory),
        "tables": [
            {"line": t.line, "addresses": {name: hex(at) for name, at in t.addresses}}
            for t in log.tables
        ],
        "meminfo": [{"line": m.line, "kib": dict(m.kib)} for m in log.meminfo],
    }


def _quotes(quotes: Iterable[Quote]) -> list[dict[str, Any]]:
    return [{"line": q.line, "text": q.text} for q in quotes]


def _map(map: MemoryMap, types: set[int]) -> dict[str, Any]:
    lines = map.lines or (None,) * len(map.descriptors)
    return {
        "format": map.format,
        "label": map.label,
        "kind": map.kind.value,
        "exact": map.exact,
        "descriptor_size": map.descriptor_size,
        "descriptor_version": map.descriptor_version,
        "descriptors": [
            _descriptor(d, line)
            for d, line in zip(map.descriptors, lines, strict=True)
            if not types or d.type in types
        ],
        "summary": _summary(summarize(map)),
        "unread": _unread(map.unread),
    }


def _descriptor(d: MemoryDescriptor, line: int | None) -> dict[str, Any]:
    names = None if d.attributes is None else list(attribute_names(d.attributes))
    return {
        "type": d.type,
        "type_name": type_name(d.type),
        "start": hex(d.start),
        "end": hex(d.end),
        "pages": d.pages,
        "attributes": hexadecimal(d.attributes),
        "attribute_names": names,
        "virtual_start": hexadecimal(d.virtual_start),
        "line": line,
    }


def _summary(summary: MapSummary) -> dict[str, Any]:
    return {
        "total_bytes": summary.total,
        "memory_bytes": summary.memory,
        "by_type": summary.named,
        "unaccepted_bytes": summary.unaccepted.size,
        "unaccepted_ranges": _pairs(summary.unaccepted),
    }


def _pairs(ranges: RangeSet) -> list[list[str]]:
    return [[hex(r.start), hex(r.end)] for r in ranges]


def _e820(map: E820Map) -> dict[str, Any]:
    return {
        "format": map.format,
        "label": map.label,
        "source": map.source,
        "entries": [
            {"start": hex(e.start), "end": hex(e.end), "type": type_word(e.type)}
            for e in map.entries
        ],
        "unread": _unread(map.unread),
    }


def _ranges(map: RangeList) -> dict[str, Any]:
    return {
        "format": map.format,
        "label": map.label,
        "ranges": [
            {"start": hex(r.range.start), "end": hex(r.range.end), "name": r.name, "depth": r.depth}
            for r in map.ranges
        ],
        "unread": _unread(map.unread),
    }


def _table(table: UnacceptedTable) -> dict[str, Any]:
    marked = table.marked
    return {
        "version": table.version,
        "unit_size": table.unit_size,
        "start": hex(table.window.start),
        "end": hex(table.window.end),
        "unaccepted_bytes": marked.size,
        "unaccepted_ranges": _pairs(marked),
    }


def _unread(unread: Iterable[Unread]) -> list[dict[str, Any]]:
    return [{"line": u.line, "text": u.text} for u in unread]
