"""What is said in one line of a map, a table, or many entries."""

from __future__ import annotations

from efitool.model.memmap import MemoryMap
from efitool.model.unaccepted import UnacceptedTable
from efitool.report.map_summary import MapSummary
from efitool.report.sizes import binary


def contents(map: MemoryMap, summary: MapSummary) -> str:
    """Say how much there is in a map."""
    stride = f" of {map.descriptor_size} bytes" if map.descriptor_size else ""
    rounded = "" if map.exact else ", sizes rounded"
    unaccepted = f", {binary(summary.unaccepted.size)} unaccepted" if summary.unaccepted else ""
    plural = "" if len(map.descriptors) == 1 else "s"
    descriptors = f"{len(map.descriptors)} descriptor{plural}{stride}"
    return f"{descriptors}, {binary(summary.memory)} of memory{unaccepted}{rounded}"


def bits(table: UnacceptedTable) -> str:
    """Say what a table marks, and where."""
    units = f"{len(table.bitmap) * 8} units of {binary(table.unit_size)}"
    return f"{binary(table.marked.size)} unaccepted in {table.window}, {units}"


def count(rows: tuple[object, ...]) -> str:
    """Say how many entries there are."""
    return f"{len(rows)} {'entry' if len(rows) == 1 else 'entries'}"
