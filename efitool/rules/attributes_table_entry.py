"""The memory attributes table is of runtime services' code and data alone.

Each of its entries is of type 5 or 6, has EFI_MEMORY_RUNTIME, and beside it nothing but RO and XP.
Linux does not apply an entry of another type.

Passes: 0x8000000000004000 on type 6. Fails: 0x800000000000000f on type 6.

Reference: UEFI 2.10, 4.6.4, EFI_MEMORY_ATTRIBUTES_TABLE; Linux v6.12,
drivers/firmware/efi/memattr.c, entry_is_valid().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import (
    MapKind,
    MemoryAttribute,
    MemoryMap,
    MemoryType,
    attribute_names,
    type_name,
)
from efitool.rules._base import MapRule

PROTECTION = (MemoryAttribute.RO | MemoryAttribute.XP).value
RUNTIME = MemoryAttribute.RUNTIME.value
RUNTIME_TYPES = {MemoryType.RUNTIME_SERVICES_CODE, MemoryType.RUNTIME_SERVICES_DATA}


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Compare types and attributes with what may be there."""
    for index, d in enumerate(map.descriptors):
        if d.type not in RUNTIME_TYPES:
            yield index, f"{d.range} is {type_name(d.type)}"
        elif d.attributes is not None and d.attributes & ~PROTECTION != RUNTIME:
            yield (
                index,
                f"{d.range} has {' '.join(attribute_names(d.attributes)) or 'no attributes'}",
            )


RULE = MapRule(
    "attributes-table-entry",
    Severity.ERROR,
    check,
    "list runtime services' ranges with EFI_MEMORY_RUNTIME, RO and XP",
    kinds=(MapKind.ATTRIBUTES_TABLE,),
)
