"""What rules for maps mean by memory, and by the units of unaccepted memory."""

from __future__ import annotations

from efitool.model.memmap import MemoryAttribute, MemoryType

FREE = frozenset(
    {
        MemoryType.LOADER_CODE,
        MemoryType.LOADER_DATA,
        MemoryType.BOOT_SERVICES_CODE,
        MemoryType.BOOT_SERVICES_DATA,
        MemoryType.CONVENTIONAL,
    }
)
"""What an operating system has for itself after ExitBootServices() (UEFI 2.10, 7.2.1)."""

MEMORY = FREE | {
    MemoryType.ACPI_RECLAIM,
    MemoryType.ACPI_NVS,
    MemoryType.PERSISTENT,
    MemoryType.UNACCEPTED,
}
"""Types that only memory has; reserved and runtime ranges may be devices."""

CACHEABILITY = (
    MemoryAttribute.UC
    | MemoryAttribute.WC
    | MemoryAttribute.WT
    | MemoryAttribute.WB
    | MemoryAttribute.UCE
    | MemoryAttribute.WP
).value
"""The ways in which a range can be cached (UEFI 2.10, 7.2.3)."""

UNIT = 2 << 20
"""Bytes that a bit of the unaccepted table stands for on x86 (Linux v6.12,
drivers/firmware/efi/libstub/unaccepted_memory.c, allocate_unaccepted_bitmap())."""
