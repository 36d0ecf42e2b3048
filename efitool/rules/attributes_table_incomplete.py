"""The memory attributes table lists all memory of runtime services.

What it leaves out an operating system maps as it likes: writable and executable.

Passes: as many pages in both. Fails: a descriptor of type 5 that the table does not have.

Reference: UEFI 2.10, 4.6.4, EFI_MEMORY_ATTRIBUTES_TABLE.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryType, type_name
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import with_tables


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Take the table's ranges of each type from those of the map."""
    for map, table in with_tables(log):
        for type in (MemoryType.RUNTIME_SERVICES_CODE, MemoryType.RUNTIME_SERVICES_DATA):
            for range in map.of_type(type) - table.of_type(type):
                yield table.label, f"{range} is {type_name(type)} in the map, and not here"


RULE = LogRule(
    "attributes-table-incomplete",
    Severity.WARNING,
    check,
    "list every page of runtime services",
)
