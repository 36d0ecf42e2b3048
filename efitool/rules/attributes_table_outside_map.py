"""What the memory attributes table lists is runtime services' in the memory map.

Each entry lies inside the memory of its own type. Linux applies none that does not.

Passes: a part of a descriptor of its type. Fails: a page of conventional memory.

Reference: UEFI 2.10, 4.6.4, EFI_MEMORY_ATTRIBUTES_TABLE; Linux v6.12,
drivers/firmware/efi/memattr.c, entry_is_valid().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import type_name
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import with_tables


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Take the map's ranges of each type from those of the table."""
    for map, table in with_tables(log):
        for type in sorted({d.type for d in table.descriptors}):
            for range in table.of_type(type) - map.of_type(type):
                yield table.label, f"{range} is {type_name(type)} here, and not in the map"


RULE = LogRule(
    "attributes-table-outside-map",
    Severity.ERROR,
    check,
    "let both tell the same of runtime services' memory",
)
