"""The structures of memory dumps, and those that are looked for in guest memory.

What is read at run time are the layouts that ``scripts/build_layouts.py`` derives from these
schemas: a dump may have a program header for every other page.
"""

from __future__ import annotations

from construct import Bytes, Int16ul, Int32sl, Int32ul, Int64sl, Int64ul, Padding, Struct

ELF64_EHDR = Struct(
    "e_ident" / Bytes(16),
    "e_type" / Int16ul,
    "e_machine" / Int16ul,
    Padding(12),
    "e_phoff" / Int64ul,
    "e_shoff" / Int64ul,
    Padding(6),
    "e_phentsize" / Int16ul,
    "e_phnum" / Int16ul,
    Padding(6),
)
"""The header of a core file; System V ABI 4.1, chapter 4."""

ELF32_EHDR = Struct(
    "e_ident" / Bytes(16),
    "e_type" / Int16ul,
    "e_machine" / Int16ul,
    Padding(8),
    "e_phoff" / Int32ul,
    "e_shoff" / Int32ul,
    Padding(6),
    "e_phentsize" / Int16ul,
    "e_phnum" / Int16ul,
    Padding(6),
)
"""The same of 32-bit guests."""

ELF64_PHDR = Struct(
    "p_type" / Int32ul,
    Padding(4),
    "p_offset" / Int64ul,
    "p_vaddr" / Int64ul,
    "p_paddr" / Int64ul,
    "p_filesz" / Int64ul,
    "p_memsz" / Int64ul,
    Padding(8),
)
"""A program header; System V ABI 4.1, chapter 5."""

ELF32_PHDR = Struct(
    "p_type" / Int32ul,
    "p_offset" / Int32ul,
    "p_vaddr" / Int32ul,
    "p_paddr" / Int32ul,
    "p_filesz" / Int32ul,
    "p_memsz" / Int32ul,
    Padding(8),
)
"""The same of 32-bit guests."""

ELF_NHDR = Struct(
    "n_namesz" / Int32ul,
    "n_descsz" / Int32ul,
    "n_type" / Int32ul,
)
"""What stands before the name and the text of a note; ibid."""

DISK_DUMP_HEADER = Struct(
    "signature" / Bytes(8),
    "header_version" / Int32sl,
    Padding(260),
    "machine" / Bytes(65),
    Padding(65),
    Padding(22),
    "status" / Int32ul,
    "block_size" / Int32ul,
    "sub_hdr_size" / Int32ul,
    "bitmap_blocks" / Int32ul,
    "max_mapnr" / Int32ul,
    Padding(20),
)
"""``struct disk_dump_header`` of 64-bit machines; makedumpfile 1.7.2, diskdump_mod.h.

*machine* is a field of the utsname in it; a time of 16 bytes stands before *status*.
"""

DISK_DUMP_HEADER_32 = Struct(
    "signature" / Bytes(8),
    "header_version" / Int32sl,
    Padding(260),
    "machine" / Bytes(65),
    Padding(65),
    Padding(10),
    "status" / Int32ul,
    "block_size" / Int32ul,
    "sub_hdr_size" / Int32ul,
    "bitmap_blocks" / Int32ul,
    "max_mapnr" / Int32ul,
    Padding(20),
)
"""The same of 32-bit machines, whose time has 8 bytes."""

KDUMP_SUB_HEADER = Struct(
    "phys_base" / Int64ul,
    "dump_level" / Int32ul,
    "split" / Int32ul,
    Padding(16),
    "offset_vmcoreinfo" / Int64ul,
    "size_vmcoreinfo" / Int64ul,
    Padding(32),
    "start_pfn_64" / Int64ul,
    "end_pfn_64" / Int64ul,
    "max_mapnr_64" / Int64ul,
)
"""``struct kdump_sub_header`` of 64-bit machines, from header version 6 on; ibid."""

PAGE_DESC = Struct(
    "offset" / Int64sl,
    "size" / Int32ul,
    "flags" / Int32ul,
    "page_flags" / Int64ul,
)
"""``struct page_desc``: where a page is, and how it is packed; ibid."""

EFI_TABLE_HEADER = Struct(
    "Signature" / Bytes(8),
    "Revision" / Int32ul,
    "HeaderSize" / Int32ul,
    "CRC32" / Int32ul,
    "Reserved" / Int32ul,
)
"""``EFI_TABLE_HEADER``; UEFI 2.10, 4.2."""

EFI_SYSTEM_TABLE = Struct(
    Padding(24),
    "FirmwareVendor" / Int64ul,
    "FirmwareRevision" / Int32ul,
    Padding(68),
    "NumberOfTableEntries" / Int64ul,
    "ConfigurationTable" / Int64ul,
)
"""``EFI_SYSTEM_TABLE`` of 64-bit firmware; UEFI 2.10, 4.3."""

EFI_SYSTEM_TABLE_32 = Struct(
    Padding(24),
    "FirmwareVendor" / Int32ul,
    "FirmwareRevision" / Int32ul,
    Padding(32),
    "NumberOfTableEntries" / Int32ul,
    "ConfigurationTable" / Int32ul,
)
"""The same of 32-bit firmware."""

EFI_CONFIGURATION_TABLE = Struct(
    "VendorGuid" / Bytes(16),
    "VendorTable" / Int64ul,
)
"""``EFI_CONFIGURATION_TABLE``; UEFI 2.10, 4.6."""

EFI_CONFIGURATION_TABLE_32 = Struct(
    "VendorGuid" / Bytes(16),
    "VendorTable" / Int32ul,
)
"""The same of 32-bit firmware."""

SETUP_DATA = Struct(
    "next" / Int64ul,
    "type" / Int32ul,
    "len" / Int32ul,
)
"""What stands before each piece of data that a loader adds to ``boot_params``.

Linux v6.12, arch/x86/include/uapi/asm/setup_data.h, struct setup_data.
"""

ACPI_RSDP = Struct(
    "Signature" / Bytes(8),
    Padding(7),
    "Revision" / Bytes(1),
    "RsdtAddress" / Int32ul,
    "Length" / Int32ul,
    "XsdtAddress" / Int64ul,
    Padding(4),
)
"""Root System Description Pointer; ACPI 6.5, 5.2.5.3."""
