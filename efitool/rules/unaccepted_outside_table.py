"""What is unaccepted lies in the window of the unaccepted table.

Linux takes what the table has no bit for as accepted, uses it, and dies of it. What the EFI stub
accepts by itself, ranges of less than two units and the edges of others, needs no bit. Which table
belongs to a map is for the user to say: `efitool lint --table TABLE MAP`.

Passes: the table that the stub made of this map. Fails: one that ends where hot-plugged memory
begins.

Reference: Linux v6.12, drivers/firmware/efi/unaccepted_memory.c,
range_contains_unaccepted_memory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryType
from efitool.model.ranges import RangeSet
from efitool.rules._base import LogRule


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Take the window from the whole units of each descriptor."""
    for map in log.maps:
        for table in log.unaccepted_tables:
            unit = table.unit_size
            regions = [r for r in map.regions(MemoryType.UNACCEPTED) if r.size >= 2 * unit]
            for range in RangeSet(r.shrink_to(unit) for r in regions) - RangeSet.of(table.window):
                size = f"{range.size >> 10} KiB"
                yield map.label, f"{range}, {size}, is unaccepted; the table is of {table.window}"


RULE = LogRule(
    "unaccepted-outside-table",
    Severity.ERROR,
    check,
    "use the table that was made of this map",
)
