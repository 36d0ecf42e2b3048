"""Every line of the map could be read.

A serial console loses characters, and mixes the lines of two programs. What is left of such a line
is quoted and not guessed at: the map misses those descriptors, and sums are too small.

Passes: a log as the kernel wrote it. Fails: a line such as "efi: mem07: [Conventi rane=".

Reference: Linux v6.12, drivers/firmware/efi/efi.c, efi_md_typeattr_format(): what a whole line is.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MapKind, MemoryMap
from efitool.rules._base import MapRule, few


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Count what belongs to the map and is no descriptor."""
    if map.unread:
        yield None, f"not read: line {few([str(u.line) for u in map.unread])}"


RULE = MapRule(
    "map-damaged",
    Severity.WARNING,
    check,
    "take the map from dmesg, or set a lower speed of the console",
    kinds=tuple(MapKind),
)
