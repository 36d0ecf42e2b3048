"""Unaccepted memory is reported in ranges of at least two units.

The EFI stub of Linux records no range of less than 4 MiB: it accepts all of it, page by page,
before the kernel starts, wherever it begins and ends. Neighbours are not merged first, so a range
that firmware cuts into pieces costs what it would not cost as one.

Passes: 4 MiB. Fails: two neighbours of 2 MiB.

Reference: Linux v6.12, drivers/firmware/efi/libstub/unaccepted_memory.c,
process_unaccepted_memory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryMap, MemoryType
from efitool.rules._base import MapRule
from efitool.rules._memory import UNIT


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Add up what is too small."""
    small = [r.size for r in map.regions(MemoryType.UNACCEPTED) if r.size < 2 * UNIT]
    if small:
        kib = sum(small) >> 10
        yield (
            None,
            f"{len(small)} unaccepted ranges of less than 4 MiB: {kib} KiB are accepted early",
        )


RULE = MapRule(
    "unaccepted-fragmented",
    Severity.NOTE,
    check,
    "merge neighbours; accept small ranges in firmware",
)
