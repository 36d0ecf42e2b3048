"""Maps as CSV: one descriptor, entry or range a line, for spreadsheets (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from efitool.model.artifact import RecordFile
from efitool.model.e820 import type_word
from efitool.model.guest_log import GuestLog
from efitool.model.map_diff import AnyMap
from efitool.model.memmap import MemoryType, attribute_names, type_name
from efitool.model.ranges import PhysRange

HEAD = (
    *("path", "format", "map", "start", "end", "bytes", "type", "attributes", "attribute_names"),
    "kind",
)

FORMULA = ("=", "+", "-", "@")
"""What a cell begins with that a spreadsheet takes for a formula."""


class Row(NamedTuple):
    """A row without the path; ``kind`` is what it is a part of."""

    format: str
    map: str
    range: PhysRange
    type: str
    kind: str
    attributes: int | None = None


def maps(file: RecordFile, types: set[int], *, head: bool) -> str:
    """Return the rows of all maps of a file, under a head if asked for.

    A cell that a spreadsheet would take for a formula gets a quote before it: a path or a name can
    be one.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if head:
        writer.writerow(HEAD)
    for form, map, (start, end), type, kind, bits in _rows(file.log, types):
        attributes = ("", "") if bits is None else (hex(bits), " ".join(attribute_names(bits)))
        extent = (hex(start), hex(end), end - start)
        writer.writerow((_cell(file.path), form, map, *extent, _cell(type), *attributes, kind))
    return out.getvalue()


def lost(log: GuestLog) -> Iterator[str]:
    """Say what the rows do not tell."""
    parts: tuple[AnyMap, ...] = (*log.maps, *log.e820, *log.ranges)
    for part in parts:
        if part.unread:
            yield f"lines that could not be read: {len(part.unread)}"
    if any(not map.exact for map in log.maps):
        yield "that sizes are rounded"
    if any(d.virtual_start for map in log.maps for d in map.descriptors):
        yield "virtual addresses"
    if log.unaccepted_tables:
        yield "the units of the unaccepted table"


def _rows(log: GuestLog, types: set[int]) -> Iterator[Row]:
    for map in log.maps:
        for d in map.descriptors:
            if not types or d.type in types:
                name = type_name(d.type)
                yield Row(map.format, map.label, d.range, name, map.kind, d.attributes)
    if not types:
        for t in log.e820:
            for e in t.entries:
                yield Row(t.format, t.label, e.range, type_word(e.type), "e820 table")
        for form in log.ranges:
            for r in form.ranges:
                yield Row(form.format, form.label, r.range, r.name, "ranges")
    if not types or MemoryType.UNACCEPTED in types:
        name = type_name(MemoryType.UNACCEPTED)
        for table in log.unaccepted_tables:
            for marked in table.marked:
                yield Row("unaccepted-table", str(table.window), marked, name, "unaccepted table")


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
