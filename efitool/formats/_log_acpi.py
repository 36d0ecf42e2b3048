"""What Linux's log says of SRAT: the memory of each node, as far as it is enabled.

::

    ACPI: SRAT: Node 0 PXM 0 [mem 0x100000000-0x3bfffffff] hotplug

Reference: Linux v6.12, drivers/acpi/numa/srat.c, acpi_numa_memory_affinity_init().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._log_scan import LineReader, Row
from efitool.model.acpi import AcpiTable, MemoryAffinity
from efitool.model.ranges import PhysRange

NAME = "dmesg-srat"
ROW = re.compile(
    r"(\d{1,9}) \[mem 0x([0-9a-f]{8,16})-0x([0-9a-f]{8,16})\]( hotplug)?( non-volatile)?\s*"
)

APART = 8
"""Lines between two ranges of different boots, at least; those of one follow each other."""


def read(rows: Sequence[Row]) -> Iterator[AcpiTable]:
    """Yield a table for each boot; a range on a damaged line is left out."""
    found: dict[int, MemoryAffinity] = {}
    for row in rows:
        if found and row.line - max(found) > APART:
            yield _table(found)
            found = {}
        if match := ROW.fullmatch(row.groups[0]):
            domain, first, last, hot_pluggable, non_volatile = match.groups()
            found[row.line] = MemoryAffinity(
                PhysRange(int(first, 16), int(last, 16) + 1),
                int(domain),
                enabled=True,
                hot_pluggable=bool(hot_pluggable),
                non_volatile=bool(non_volatile),
            )
    if found:
        yield _table(found)


def _table(found: dict[int, MemoryAffinity]) -> AcpiTable:
    return AcpiTable(NAME, "SRAT", affinities=tuple(found.values()), lines=tuple(found))


SRAT = LineReader("srat", rb"ACPI: SRAT: Node \d+ PXM ([^\r\n]*)", read)
