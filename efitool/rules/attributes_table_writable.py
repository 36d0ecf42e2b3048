"""No range of runtime services can be written and executed.

An entry of the memory attributes table has RO, XP or both: code is read-only, data is not executed.
Linux does not apply an entry with neither ("RO and XP bits both cleared"). EDK II gives both to
code of which nothing is loaded.

Passes: 0x8000000000020000. Fails: 0x8000000000000000.

Reference: UEFI 2.10, 4.6.4, EFI_MEMORY_ATTRIBUTES_TABLE; Linux v6.12,
drivers/firmware/efi/memattr.c, entry_is_valid().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MapKind, MemoryAttribute, MemoryMap
from efitool.rules._base import MapRule

PROTECTION = (MemoryAttribute.RO | MemoryAttribute.XP).value


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Look for entries with neither."""
    for index, d in enumerate(map.descriptors):
        if d.attributes is not None and not d.attributes & PROTECTION:
            yield index, f"{d.range} can be written and executed"


RULE = MapRule(
    "attributes-table-writable",
    Severity.ERROR,
    check,
    "separate code from data, and protect each",
    kinds=(MapKind.ATTRIBUTES_TABLE,),
)
