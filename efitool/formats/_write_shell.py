"""The table of the EFI shell's ``memmap``, with its summary.

Reference: UEFI Shell 2.2, memmap; edk2, ShellPkg/Library/UefiShellDebug1CommandsLib/MemMap.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.memmap import PAGE, MemoryDescriptor, MemoryMap, MemoryType
from efitool.model.ranges import BEYOND

HEAD = "Type       Start            End              # Pages          Attributes"
RULE = "              -------------- "

NAMES = (
    *("Reserved", "LoaderCode", "LoaderData", "BS_Code", "BS_Data", "RT_Code", "RT_Data"),
    *("Available", "Unusable", "ACPI_Recl", "ACPI_NVS", "MMIO", "MMIO_Port", "PalCode"),
    *("Persistent", "Unaccepted"),
)
"""By `MemoryType`; other types are eight digits."""

SUMMED = (0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 15, 7, 14)
"""The types that the summary always names, in its order."""

NO_MEMORY = {
    MemoryType.RESERVED,
    MemoryType.UNUSABLE,
    MemoryType.MMIO,
    MemoryType.MMIO_PORT_SPACE,
}
"""What the total leaves out."""


def write(map: MemoryMap) -> bytes:
    """Print the table as shells since edk2-stable202211 do, in ASCII."""
    lines = (HEAD, *(_row(d) for d in map.descriptors), " ", *_summary(map))
    return "".join(f"{line}\n" for line in lines).encode()


def lost(map: MemoryMap) -> Iterator[str]:
    """Say what the table does not tell."""
    if any(d.virtual_start for d in map.descriptors):
        yield "virtual addresses"
    if any(d.attributes is None for d in map.descriptors):
        yield "that attributes are unknown: there are none"


def _row(d: MemoryDescriptor) -> str:
    last = (d.end - 1) % BEYOND
    return f"{_name(d.type):<10} {d.start:016X}-{last:016X} {d.pages:016X} {d.attributes or 0:016X}"


def _name(type: int) -> str:
    return NAMES[type] if type < len(NAMES) else f"{type:08X}"


def _summary(map: MemoryMap) -> Iterator[str]:
    pages = dict.fromkeys(SUMMED, 0)
    for d in sorted(map.descriptors):
        pages[d.type] = pages.get(d.type, 0) + d.pages
    for type, count in pages.items():
        if type != MemoryType.UNUSABLE:
            yield f"  {_name(type):<10}:{count:>15,} Pages ({count * PAGE:,} Bytes)"
    total = sum(count for type, count in pages.items() if type not in NO_MEMORY) * PAGE
    yield RULE
    yield f"Total Memory:{total >> 20:>15,} MB ({total:,} Bytes)"
