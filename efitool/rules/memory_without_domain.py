"""SRAT gives all memory of the map to a domain.

Linux does without the whole of SRAT if it leaves out more than 1 MiB, and the guest has one node;
Xen prints "SRAT: No PXM for e820 range". Unaccepted memory counts: it is memory before long. A
range that is hot-pluggable gives its memory to a domain like any other.

Passes: a map of which SRAT leaves out 1 MiB. Fails: 2 GiB above 4 GiB that are of no domain.

Reference: ACPI 6.5, 5.2.16.2, Memory Affinity Structure; Linux v6.12, mm/memblock.c,
memblock_validate_numa_coverage().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.ranges import RangeSet
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import with_acpi
from efitool.rules._memory import MEMORY

SLACK = 1 << 20
"""Bytes of no domain that Linux does not mind."""


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Take what SRAT gives away from the memory of the map."""
    for map, tables in with_acpi(log):
        for table in tables:
            memory = RangeSet(d.range for d in map.descriptors if d.type in MEMORY)
            left = memory - table.belonging
            if table.affinities and left.size > SLACK:
                first = next(iter(left))
                yield (
                    map.label,
                    f"{left.size >> 10} KiB, from {first.start:#x} on, are of no domain",
                )


RULE = LogRule(
    "memory-without-domain",
    Severity.WARNING,
    check,
    "list all memory in SRAT, or have none",
)
