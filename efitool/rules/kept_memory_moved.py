"""What an operating system must keep stays where it is from one map to the next.

A kernel that is resumed from disk, or started by another, finds runtime services, ACPI NVS and
reserved memory where they were, or writes over them. EDK II sets memory apart for them and makes
the same map again as long as nothing outgrows that.

Passes: the same ranges of these types in both maps; maps of different forms, or of guests whose
memory is not at the same addresses; a map of which a line is lost, or that rounds. Fails: type 6
that starts elsewhere in the second.

Reference: UEFI 2.10, 7.2.1, memory type usage after ExitBootServices(); edk2-stable202302,
MdeModulePkg/Core/Dxe/Mem/Page.c, mMemoryTypeStatistics.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryMap, MemoryType, type_name
from efitool.model.ranges import RangeSet
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import memory_maps
from efitool.rules._memory import MEMORY

KEPT = (
    MemoryType.RESERVED,
    MemoryType.RUNTIME_SERVICES_CODE,
    MemoryType.RUNTIME_SERVICES_DATA,
    MemoryType.ACPI_NVS,
)
PLACED = MEMORY | {*KEPT}


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Compare each map with the one before it, if both are as of one guest."""
    whole = [map for map in memory_maps(log) if map.exact and not map.unread]
    for one, next in pairwise(whole):
        if one.format != next.format or _described(one) != _described(next):
            continue
        for type in KEPT:
            for moved in next.of_type(type) - one.of_type(type):
                yield next.label, f"{moved} was not {type_name(type)} in {one.label}"


def _described(map: MemoryMap) -> RangeSet:
    """Return where a guest has memory: what becomes of it changes, and not where it is."""
    return RangeSet(d.range for d in map.descriptors if d.type in PLACED)


RULE = LogRule(
    "kept-memory-moved",
    Severity.WARNING,
    check,
    "do not hibernate across the two boots; update the firmware",
)
