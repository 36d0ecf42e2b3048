"""The e820 table that Linux makes of the map, as it prints it; see `dmesg_e820`.

The EFI stub translates types; the kernel puts entries in order, joins neighbours, and lets the
higher type win where they overlap. Linux before 6.5, or built without support, has no entry for
unaccepted memory.

Reference: Linux v6.12, drivers/firmware/efi/libstub/x86-stub.c, setup_e820();
arch/x86/kernel/e820.c, e820__update_table(), e820_print_type().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.e820 import E820Entry, E820Type
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryMap, MemoryType, type_name
from efitool.model.ranges import BEYOND, PhysRange
from efitool.model.sweep import sweep

TYPES = {
    MemoryType.RESERVED: E820Type.RESERVED,
    MemoryType.LOADER_CODE: E820Type.USABLE,
    MemoryType.LOADER_DATA: E820Type.USABLE,
    MemoryType.BOOT_SERVICES_CODE: E820Type.USABLE,
    MemoryType.BOOT_SERVICES_DATA: E820Type.USABLE,
    MemoryType.RUNTIME_SERVICES_CODE: E820Type.RESERVED,
    MemoryType.RUNTIME_SERVICES_DATA: E820Type.RESERVED,
    MemoryType.CONVENTIONAL: E820Type.USABLE,
    MemoryType.UNUSABLE: E820Type.UNUSABLE,
    MemoryType.ACPI_RECLAIM: E820Type.ACPI,
    MemoryType.ACPI_NVS: E820Type.NVS,
    MemoryType.MMIO: E820Type.RESERVED,
    MemoryType.MMIO_PORT_SPACE: E820Type.RESERVED,
    MemoryType.PAL_CODE: E820Type.RESERVED,
    MemoryType.PERSISTENT: E820Type.PMEM,
    MemoryType.UNACCEPTED: E820Type.USABLE,
}
"""Other types have no entry."""

WORDS = {
    E820Type.USABLE: "usable",
    E820Type.RESERVED: "reserved",
    E820Type.ACPI: "ACPI data",
    E820Type.NVS: "ACPI NVS",
    E820Type.UNUSABLE: "unusable",
    E820Type.PMEM: "persistent (type 7)",
    E820Type.SOFT_RESERVED: "soft reserved",
}


def write(map: MemoryMap) -> bytes:
    """Print the table as Linux up to 6.19 does, without timestamps. Raises `LimitError`."""
    return "".join(
        f"BIOS-e820: [mem {e.start:#018x}-{e.end - 1:#018x}] {WORDS[E820Type(e.type)]}\n"
        for e in table(map)
    ).encode()


def lost(map: MemoryMap) -> Iterator[str]:
    """Say what an e820 table does not tell."""
    yield "EFI types, attributes, and where one descriptor ends and the next begins"
    if map.unaccepted:
        yield f"that {map.unaccepted.size} bytes are unaccepted: they are usable"
    others = sorted({d.type for d in map.descriptors} - TYPES.keys())
    if others:
        yield f"all memory of type {', '.join(type_name(type) for type in others)}"


def table(map: MemoryMap) -> list[E820Entry]:
    """Return what Linux makes of a map. Raises `LimitError`."""
    entries: list[E820Entry] = []
    in_order = sorted(map.descriptors, key=lambda d: d.start)
    pieces = ((_range(d), type) for d in in_order if (type := _type(d)) is not None)
    for (start, end), types in sweep(pieces):
        type = max(types)
        if entries and entries[-1].end == start and entries[-1].type == type:
            start = entries.pop().start
        entries.append(E820Entry(start, end, type))
    return entries


def _range(d: MemoryDescriptor) -> PhysRange:
    return PhysRange(d.start, min(d.end, BEYOND))


def _type(d: MemoryDescriptor) -> E820Type | None:
    """Return the type of the entry; what is set aside for a purpose is not usable yet."""
    type = TYPES.get(MemoryType(d.type)) if d.type < len(TYPES) else None
    set_aside = d.attributes and d.attributes & MemoryAttribute.SP
    if type is E820Type.USABLE and set_aside and d.type != MemoryType.UNACCEPTED:
        return E820Type.SOFT_RESERVED
    return type
