"""Neighbours of one type and with the same attributes are one descriptor.

EDK II merges them. A map where many are not is edited, or another firmware's; unaccepted memory in
such pieces costs time (unaccepted-fragmented).

Passes: neighbours that differ in type or in attributes. Fails: 0x0-0x1000 and 0x1000-0x2000, both
conventional.

Reference: edk2-stable202302, MdeModulePkg/Core/Dxe/Mem/Page.c, MergeMemoryMap().
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryMap
from efitool.rules._base import MapRule


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Compare each descriptor with the one before it."""
    merged = sum(
        one.type == next.type and one.attributes == next.attributes and one.end == next.start
        for one, next in pairwise(map.descriptors)
    )
    if merged:
        yield (
            None,
            f"{merged} of {len(map.descriptors)} descriptors could be part of the one before",
        )


RULE = MapRule(
    "neighbours-unmerged",
    Severity.NOTE,
    check,
    "merge them, if the map is yours to write",
)
