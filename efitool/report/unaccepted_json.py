"""The unaccepted table as a JSON object."""

from __future__ import annotations

from typing import Any

from efitool.model.acceptance import comparable, compare
from efitool.model.artifact import RecordFile
from efitool.model.memmap import MemoryMap
from efitool.model.ranges import RangeSet
from efitool.model.unaccepted import UnacceptedTable
from efitool.report.json import VERSION


def told(file: RecordFile, map: MemoryMap | None) -> dict[str, Any]:
    """Describe the tables of a file, held against a map that is given, or is in the file."""
    map = map or comparable(file.log.maps)
    return {
        "efitool": VERSION,
        "kind": "unaccepted",
        "path": file.path,
        "format": file.format,
        "tables": [_table(table, map) for table in file.log.unaccepted_tables],
        "map": {"format": map.format, "label": map.label} if map else None,
        "troubles": list(file.dump.troubles) if file.dump else [],
    }


def _table(table: UnacceptedTable, map: MemoryMap | None) -> dict[str, Any]:
    marked = table.marked
    compared = compare(table, map) if map else None
    return {
        "version": table.version,
        "unit_size": table.unit_size,
        "start": hex(table.window.start),
        "end": hex(table.window.end),
        "units": len(table.bitmap) * 8,
        "unaccepted_bytes": marked.size,
        "unaccepted_ranges": _pairs(marked),
        "map": {
            "unaccepted_bytes": map.unaccepted.size,
            "elsewhere_bytes": compared.elsewhere.size,
            "elsewhere_ranges": _pairs(compared.elsewhere),
            "outside_bytes": compared.outside.size,
            "outside_ranges": _pairs(compared.outside),
            "accepted_bytes": compared.accepted.size,
            "accepted_ranges": _pairs(compared.accepted),
        }
        if map and compared
        else None,
    }


def _pairs(ranges: RangeSet) -> list[list[str]]:
    return [[hex(r.start), hex(r.end)] for r in ranges]
