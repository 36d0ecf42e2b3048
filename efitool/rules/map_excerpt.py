"""A text has all of its map.

A log is quoted in part: ``grep | head`` of it, or the screen that was pasted. What is there has no
memory that a kernel could be booted in, so there was more; what is not there is not judged. A text
of which lines were damaged is for `map-damaged`.

Passes: a map with 64 MiB of memory that is free, or will be. Fails: the first five lines of one.

Reference: UEFI 2.10, 7.2.1, EfiConventionalMemory.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryMap
from efitool.rules._base import MapRule
from efitool.rules.conventional_memory_missing import lacking


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Say what is missing of a map that is text."""
    if map.lines and not map.unread:
        yield from ((None, f"{problem}: is it all of the map?") for problem in lacking(map))


RULE = MapRule(
    "map-excerpt",
    Severity.WARNING,
    check,
    "give all lines of the map; else give the guest more memory",
)
