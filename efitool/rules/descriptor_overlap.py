"""No two descriptors share an address.

Linux, GRUB and Xen give each range the type that they read last or first: what firmware keeps may
be taken for free memory.

Passes: descriptors in any order, and one that ends where another starts. Fails: two of the same
page.

Reference: UEFI 2.10, 7.2.3, GetMemoryMap(): a map of all memory, each page of one type.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryMap
from efitool.model.ranges import PhysRange
from efitool.rules._base import MapRule


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Sort by start; each begins behind all that begin earlier."""
    ranges = sorted((d.start, d.end, n) for n, d in enumerate(map.descriptors) if d.pages)
    furthest, last = 0, 0
    for start, end, index in ranges:
        if start < furthest:
            both = PhysRange(start, min(end, furthest))
            yield index, f"{PhysRange(start, end)} shares {both} with {map.where(last)}"
        if end > furthest:
            furthest, last = end, index


RULE = MapRule(
    "descriptor-overlap",
    Severity.ERROR,
    check,
    "report each page once",
)
