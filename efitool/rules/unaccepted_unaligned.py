"""Unaccepted memory starts and ends on a boundary of 2 MiB.

Linux on x86 keeps track of unaccepted memory in units of 2 MiB. What lies before the first and
behind the last boundary of a descriptor, and a descriptor of less than two units as a whole, is
accepted by the EFI stub, page by page, before the kernel starts. Neighbours are not merged first.

Passes: OVMF, whose unaccepted memory begins at 4 GiB and ends where the guest's memory does.
Fails: a firmware that carves out a page of what it reports.

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
    """Compare each unaccepted descriptor with the whole units in it."""
    for index, descriptor in enumerate(map.descriptors):
        if descriptor.type != MemoryType.UNACCEPTED:
            continue
        region = descriptor.range
        if region != region.shrink_to(UNIT):
            whole = region.shrink_to(UNIT).size if region.size >= 2 * UNIT else 0
            early = (region.size - whole) >> 10
            yield index, f"{region} is not of whole units: {early} KiB must be accepted early"


RULE = MapRule(
    "unaccepted-unaligned",
    Severity.NOTE,
    check,
    "report memory that is unaccepted in multiples of 2 MiB",
)
