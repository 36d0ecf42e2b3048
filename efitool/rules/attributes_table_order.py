"""The entries of the memory attributes table ascend and do not overlap.

Who walks the table and the map side by side misses what comes too late, and gives a page that
stands there twice the protection of either.

Passes: 0x1000-0x2000, 0x2000-0x3000. Fails: the two the other way round.

Reference: UEFI 2.10, 4.6.4, EFI_MEMORY_ATTRIBUTES_TABLE.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from efitool.model.findings import Severity
from efitool.model.memmap import MapKind, MemoryMap
from efitool.rules._base import MapRule


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Compare each entry with the one before it."""
    for index, (one, next) in enumerate(pairwise(map.descriptors), 1):
        if next.start < one.end:
            yield index, f"{next.range} follows {one.range}"


RULE = MapRule(
    "attributes-table-order",
    Severity.ERROR,
    check,
    "sort the entries; list each page once",
    kinds=(MapKind.ATTRIBUTES_TABLE,),
)
