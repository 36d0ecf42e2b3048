"""Memory maps as CSV: one descriptor a line, for spreadsheets (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from efitool.model.artifact import RecordFile
from efitool.model.e820 import type_word
from efitool.model.memmap import MapKind, MemoryMap, attribute_names, type_name

HEAD = ("path", "format", "map", "start", "end", "bytes", "type", "attributes", "attribute_names")


def maps(file: RecordFile, types: set[int], *, head: bool) -> str:
    """Return the rows of all maps of a file, under a head if asked for.

    A cell that a spreadsheet would take for a formula is impossible but in ``path``, which gets a
    quote before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if head:
        writer.writerow(HEAD)
    path = f"'{file.path}" if file.path.startswith(("=", "+", "-", "@")) else file.path
    for map in file.log.maps:
        for d in map.descriptors:
            if not types or d.type in types:
                attributes = ("", "")
                if d.attributes is not None:
                    attributes = (hex(d.attributes), " ".join(attribute_names(d.attributes)))
                where = (path, map.format, map.label, hex(d.start), hex(d.end), d.size)
                writer.writerow((*where, type_name(d.type), *attributes))
    for table in file.log.e820:
        for e in table.entries if not types else ():
            where = (path, table.format, table.label, hex(e.start), hex(e.end), e.end - e.start)
            writer.writerow((*where, type_word(e.type), "", ""))
    for form in file.log.ranges:
        for r in form.ranges if not types else ():
            start, end = r.range
            row = (path, form.format, form.label, hex(start), hex(end), end - start, r.name, "", "")
            writer.writerow(row)
    return out.getvalue()


def lost(map: MemoryMap) -> Iterator[str]:
    """Say what the rows do not tell of a map."""
    if map.kind is not MapKind.MEMORY_MAP:
        yield f"that {map.label} is a {map.kind}"
    if map.unread:
        yield f"lines that could not be read: {len(map.unread)}"
    if any(d.virtual_start for d in map.descriptors):
        yield "virtual addresses"
