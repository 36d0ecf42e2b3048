"""The structures in which firmware and Linux hand over memory.

What is read at run time are the layouts that ``scripts/build_layouts.py`` derives from these
schemas: a map may have a million descriptors, and `construct` decodes a hundred thousand a second.
"""

from __future__ import annotations

from construct import Bytes, Int8ul, Int32ul, Int64ul, Padding, Struct

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
