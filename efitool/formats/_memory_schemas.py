"""The structures in which firmware and Linux hand over memory.

What is read at run time are the layouts that ``scripts/build_layouts.py`` derives from these
schemas: a map may have a million descriptors, and `construct` decodes a hundred thousand a second.
"""

from __future__ import annotations

from construct import Bytes, Int8ul, Int16ul, Int32ul, Int64ul, Padding, Struct

EFI_MEMORY_DESCRIPTOR = Struct(
    "Type" / Int32ul,
    Padding(4),
    "PhysicalStart" / Int64ul,
    "VirtualStart" / Int64ul,
    "NumberOfPages" / Int64ul,
    "Attribute" / Int64ul,
)
"""``EFI_MEMORY_DESCRIPTOR``, version 1; of 32-bit firmware too.

UEFI 2.10, 7.2.3 EFI_BOOT_SERVICES.GetMemoryMap(). Firmware spaces entries by *DescriptorSize*,
which is usually larger than this structure: its size is never the stride.
"""

EFI_MEMORY_ATTRIBUTES_TABLE = Struct(
    "Version" / Int32ul,
    "NumberOfEntries" / Int32ul,
    "DescriptorSize" / Int32ul,
    "Flags" / Int32ul,
)
"""What stands before the descriptors; version 1 has *Reserved* for *Flags*. UEFI 2.10, 4.6.4."""

EFI_UNACCEPTED_MEMORY = Struct(
    "version" / Int32ul,
    "unit_size" / Int32ul,
    "phys_base" / Int64ul,
    "size" / Int64ul,
)
"""What stands before the bitmap; Linux v6.12, include/linux/efi.h, struct efi_unaccepted_memory."""

EFI_BOOT_MEMMAP = Struct(
    "map_size" / Int64ul,
    "desc_size" / Int64ul,
    "desc_ver" / Int32ul,
    Padding(4),
    "map_key" / Int64ul,
    "buff_size" / Int64ul,
)
"""What stands before the descriptors; Linux v6.12, include/linux/efi.h, struct efi_boot_memmap."""

EFI_BOOT_MEMMAP_32 = Struct(
    "map_size" / Int32ul,
    "desc_size" / Int32ul,
    "desc_ver" / Int32ul,
    "map_key" / Int32ul,
    "buff_size" / Int32ul,
)
"""The same of 32-bit kernels: *unsigned long* has four bytes there."""

BOOT_PARAMS_EFI_INFO = Struct(
    "efi_loader_signature" / Bytes(4),
    "efi_systab" / Int32ul,
    "efi_memdesc_size" / Int32ul,
    "efi_memdesc_version" / Int32ul,
    "efi_memmap" / Int32ul,
    "efi_memmap_size" / Int32ul,
    "efi_systab_hi" / Int32ul,
    "efi_memmap_hi" / Int32ul,
    Padding(8),
    "e820_entries" / Int8ul,
    Padding(0x67),
    "setup_data" / Int64ul,
)
"""The page in which x86 kernels are told of the machine, from 0x1c0 on, as far as of memory.

Linux v6.12, arch/x86/include/uapi/asm/bootparam.h, struct boot_params.
"""

TAR_HEADER = Struct(
    "name" / Bytes(100),
    Padding(24),
    "size" / Bytes(12),
    Padding(20),
    "typeflag" / Bytes(1),
    Padding(100),
    "magic" / Bytes(5),
    Padding(83),
    "prefix" / Bytes(155),
)
"""What stands before each file of an archive; POSIX.1-2017, pax, ustar Interchange Format."""

BOOT_E820_ENTRY = Struct(
    "addr" / Int64ul,
    "size" / Int64ul,
    "type" / Int32ul,
)
"""An entry of its table, and of the extension behind it; struct boot_e820_entry, ibid."""

LB_HEADER = Struct(
    "signature" / Bytes(4),
    "header_bytes" / Int32ul,
    "header_checksum" / Int32ul,
    "table_bytes" / Int32ul,
    "table_checksum" / Int32ul,
    "table_entries" / Int32ul,
)
"""What stands before the records of coreboot; coreboot 24.05,
src/commonlib/include/commonlib/coreboot_tables.h, struct lb_header."""

LB_RECORD = Struct(
    "tag" / Int32ul,
    "size" / Int32ul,
)
"""What each record begins with, counted in its *size*; struct lb_record, ibid."""

LB_MEMORY_RANGE = Struct(
    "start" / Int64ul,
    "size" / Int64ul,
    "type" / Int32ul,
)
"""A range of LB_TAG_MEMORY; struct lb_memory_range, ibid. The wide fields are halves, low first."""

LB_FORWARD = Struct(
    "tag" / Int32ul,
    "size" / Int32ul,
    "forward" / Int64ul,
)
"""Where the table itself is, in a table at a fixed address; struct lb_forward, ibid."""

EFI_HOB_GENERIC_HEADER = Struct(
    "HobType" / Int16ul,
    "HobLength" / Int16ul,
    "Reserved" / Int32ul,
)
"""What each hand-off block begins with, counted in its length; PI 1.8, III-5.2."""

EFI_HOB_HANDOFF_INFO_TABLE = Struct(
    "HobType" / Int16ul,
    "HobLength" / Int16ul,
    "Reserved" / Int32ul,
    "Version" / Int32ul,
    "BootMode" / Int32ul,
    "EfiMemoryTop" / Int64ul,
    "EfiMemoryBottom" / Int64ul,
    "EfiFreeMemoryTop" / Int64ul,
    "EfiFreeMemoryBottom" / Int64ul,
    "EfiEndOfHobList" / Int64ul,
)
"""The first block of a list; PI 1.8, III-5.3."""

EFI_HOB_MEMORY_ALLOCATION = Struct(
    Padding(8),
    "Name" / Bytes(16),
    "MemoryBaseAddress" / Int64ul,
    "MemoryLength" / Int64ul,
    "MemoryType" / Int32ul,
    Padding(4),
)
"""Memory that is in use when the list is handed on; PI 1.8, III-5.4."""

EFI_HOB_RESOURCE_DESCRIPTOR = Struct(
    Padding(8),
    "Owner" / Bytes(16),
    "ResourceType" / Int32ul,
    "ResourceAttribute" / Int32ul,
    "PhysicalStart" / Int64ul,
    "ResourceLength" / Int64ul,
)
"""A range of an address space; PI 1.8, III-5.5."""

EFI_HOB_FIRMWARE_VOLUME = Struct(
    Padding(8),
    "BaseAddress" / Int64ul,
    "Length" / Int64ul,
)
"""A firmware volume in memory or flash; PI 1.8, III-5.7. Its later editions have more behind."""
