"""From firmware's map to the e820 table of boot_params.

Linux v6.12, drivers/firmware/efi/libstub/x86-stub.c, setup_e820().
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from efitool.model.e820 import E820Entry, E820Type
from efitool.model.memmap import PAGE, MemoryAttribute, MemoryDescriptor, MemoryType
from efitool.model.ranges import BEYOND

TYPES: dict[int, E820Type] = {
    MemoryType.RESERVED: E820Type.RESERVED,
    MemoryType.RUNTIME_SERVICES_CODE: E820Type.RESERVED,
    MemoryType.RUNTIME_SERVICES_DATA: E820Type.RESERVED,
    MemoryType.MMIO: E820Type.RESERVED,
    MemoryType.MMIO_PORT_SPACE: E820Type.RESERVED,
    MemoryType.PAL_CODE: E820Type.RESERVED,
    MemoryType.UNUSABLE: E820Type.UNUSABLE,
    MemoryType.ACPI_RECLAIM: E820Type.ACPI,
    MemoryType.ACPI_NVS: E820Type.NVS,
    MemoryType.PERSISTENT: E820Type.PMEM,
}
"""Types of firmware that are one of e820, whatever their attributes."""

ORDINARY = frozenset(
    {
        MemoryType.LOADER_CODE,
        MemoryType.LOADER_DATA,
        MemoryType.BOOT_SERVICES_CODE,
        MemoryType.BOOT_SERVICES_DATA,
        MemoryType.CONVENTIONAL,
    }
)
"""Types that are free for the kernel, but for what carries EFI_MEMORY_SP."""

Typed: TypeAlias = tuple[int, int, int]
"""Start, bytes and type in an e820 table of a descriptor."""

U64 = BEYOND - 1

BOOT_PARAMS_ENTRIES = 128
"""``E820_MAX_ENTRIES_ZEROPAGE``: further entries go to a node of setup_data."""


def setup_e820(
    descriptors: Iterable[MemoryDescriptor], *, handles_unaccepted: bool, soft_reserve: bool
) -> tuple[E820Entry, ...]:
    """Return the table, in the order of the map; what follows its like is merged with it.

    The first `BOOT_PARAMS_ENTRIES` stand in boot_params, the others behind them.
    """
    told = TYPES | dict.fromkeys(map(int, ORDINARY), E820Type.USABLE)
    if handles_unaccepted:
        told[MemoryType.UNACCEPTED] = E820Type.USABLE
    special = int(MemoryAttribute.SP) if soft_reserve else 0
    return merged(_typed(descriptors, told, special))


def _typed(
    descriptors: Iterable[MemoryDescriptor], told: dict[int, E820Type], special: int
) -> Iterator[Typed]:
    for kind, start, _, pages, attributes in descriptors:
        if (type := told.get(kind)) is not None:
            if attributes and attributes & special and kind in ORDINARY:
                type = E820Type.SOFT_RESERVED
            yield start, pages * PAGE, type


def merged(
    regions: Iterable[Typed], room: int | None = None, *, keeps_empty: bool = True
) -> tuple[E820Entry, ...]:
    """Return entries of regions; what begins where the last entry ends, and is its like, joins it.

    Starts and sizes are C's u64: a size of 2^64 is none, and an entry whose end is beyond the
    address space may be followed by one at zero. What joins an entry needs no room.
    """
    table: list[tuple[int, int, int]] = []
    last_end = last_type = -1
    for start, size, type in regions:
        if start == last_end and type == last_type:
            first, end, _ = table[-1]
            end = first + (end - first + size & U64)
            table[-1] = (first, end, type)
        elif (keeps_empty or size) and (room is None or len(table) < room):
            end = start + (size & U64)
            table.append((start, end, type))
        else:
            continue
        last_end, last_type = end & U64, type
    return tuple(map(E820Entry._make, table))
