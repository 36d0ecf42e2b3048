"""The lines of a kernel that was booted with ``efi=debug``; see `dmesg_efi`.

Reference: Linux v6.12, drivers/firmware/efi/efi.c, efi_md_typeattr_format();
arch/x86/platform/efi/efi.c, efi_print_memmap().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.formats._dmesg_efi_row import ATTRIBUTES, SHORT_NAMES
from efitool.model.memmap import MemoryDescriptor, MemoryMap
from efitool.model.ranges import BEYOND

NAMES = SHORT_NAMES.split("|")
WIDTH = max(map(len, NAMES))


def write(map: MemoryMap) -> bytes:
    """Print the map as Linux on x86 does, without timestamps."""
    return "".join(f"efi: mem{n:02}: {_row(d)}\n" for n, d in enumerate(map.descriptors)).encode()


def lost(map: MemoryMap) -> Iterator[str]:
    """Say what the lines do not tell."""
    if any(d.virtual_start for d in map.descriptors):
        yield "virtual addresses"
    if any(d.size >= BEYOND for d in map.descriptors):
        yield "sizes beyond the address space"
    if any(d.attributes is None for d in map.descriptors):
        yield "that attributes are unknown: there are none"


def _row(d: MemoryDescriptor) -> str:
    name = f"{NAMES[d.type]:<{WIDTH}}" if d.type < len(NAMES) else f"type={d.type}"
    last = (d.end - 1) % BEYOND
    range = f"[{d.start:#018x}-{last:#018x}] ({d.size >> 20}MB)"
    return f"[{name}|{_attributes(d.attributes or 0)}] range={range}"


def _attributes(attributes: int) -> str:
    """Return a column for each attribute, or the number if there are others."""
    if attributes & ~sum(ATTRIBUTES.values()):
        return f"attr={attributes:#018x}"
    return "|".join(
        name if attributes & bit else " " * len(name) for name, bit in ATTRIBUTES.items()
    )
