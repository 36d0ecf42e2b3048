"""Layouts of the structures in `_dump_schemas`; written by scripts/build_layouts.py."""

from efitool.formats._layout import Layout

ELF64_EHDR = Layout(
    "<16sHH12xQQ6xHH6x",
    (
        "e_ident",
        "e_type",
        "e_machine",
        "e_phoff",
        "e_shoff",
        "e_phentsize",
        "e_phnum",
    ),
)

ELF32_EHDR = Layout(
    "<16sHH8xLL6xHH6x",
    (
        "e_ident",
        "e_type",
        "e_machine",
        "e_phoff",
        "e_shoff",
        "e_phentsize",
        "e_phnum",
    ),
)

ELF64_PHDR = Layout(
    "<L4xQQQQQ8x",
    (
        "p_type",
        "p_offset",
        "p_vaddr",
        "p_paddr",
        "p_filesz",
        "p_memsz",
    ),
)

ELF32_PHDR = Layout(
    "<LLLLLL8x",
    (
        "p_type",
        "p_offset",
        "p_vaddr",
        "p_paddr",
        "p_filesz",
        "p_memsz",
    ),
)

ELF_NHDR = Layout(
    "<LLL",
    (
        "n_namesz",
        "n_descsz",
        "n_type",
    ),
)

DISK_DUMP_HEADER = Layout(
    "<8sl260x65s65x22xLLLLL20x",
    (
        "signature",
        "header_version",
        "machine",
        "status",
        "block_size",
        "sub_hdr_size",
        "bitmap_blocks",
        "max_mapnr",
    ),
)

DISK_DUMP_HEADER_32 = Layout(
    "<8sl260x65s65x10xLLLLL20x",
    (
        "signature",
        "header_version",
        "machine",
        "status",
        "block_size",
        "sub_hdr_size",
        "bitmap_blocks",
        "max_mapnr",
    ),
)

KDUMP_SUB_HEADER = Layout(
    "<QLL16xQQ32xQQQ",
    (
        "phys_base",
        "dump_level",
        "split",
        "offset_vmcoreinfo",
        "size_vmcoreinfo",
        "start_pfn_64",
        "end_pfn_64",
        "max_mapnr_64",
    ),
)

PAGE_DESC = Layout(
    "<qLLQ",
    (
        "offset",
        "size",
        "flags",
        "page_flags",
    ),
)

EFI_TABLE_HEADER = Layout(
    "<8sLLLL",
    (
        "Signature",
        "Revision",
        "HeaderSize",
        "CRC32",
        "Reserved",
    ),
)

EFI_SYSTEM_TABLE = Layout(
    "<24xQL68xQQ",
    (
        "FirmwareVendor",
        "FirmwareRevision",
        "NumberOfTableEntries",
        "ConfigurationTable",
    ),
)

EFI_SYSTEM_TABLE_32 = Layout(
    "<24xLL32xLL",
    (
        "FirmwareVendor",
        "FirmwareRevision",
        "NumberOfTableEntries",
        "ConfigurationTable",
    ),
)

EFI_CONFIGURATION_TABLE = Layout(
    "<16sQ",
    (
        "VendorGuid",
        "VendorTable",
    ),
)

EFI_CONFIGURATION_TABLE_32 = Layout(
    "<16sL",
    (
        "VendorGuid",
        "VendorTable",
    ),
)

SETUP_DATA = Layout(
    "<QLL",
    (
        "next",
        "type",
        "len",
    ),
)

ACPI_RSDP = Layout(
    "<8s7x1sLLQ4x",
    (
        "Signature",
        "Revision",
        "RsdtAddress",
        "Length",
        "XsdtAddress",
    ),
)
