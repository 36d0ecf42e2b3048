"""Layouts of the structures in `_memory_schemas`; written by scripts/build_layouts.py."""

from efitool.formats._layout import Layout

EFI_MEMORY_DESCRIPTOR = Layout(
    "<L4xQQQQ",
    (
        "Type",
        "PhysicalStart",
        "VirtualStart",
        "NumberOfPages",
        "Attribute",
    ),
)

EFI_MEMORY_ATTRIBUTES_TABLE = Layout(
    "<LLLL",
    (
        "Version",
        "NumberOfEntries",
        "DescriptorSize",
        "Flags",
    ),
)

EFI_UNACCEPTED_MEMORY = Layout(
    "<LLQQ",
    (
        "version",
        "unit_size",
        "phys_base",
        "size",
    ),
)

EFI_BOOT_MEMMAP = Layout(
    "<QQL4xQQ",
    (
        "map_size",
        "desc_size",
        "desc_ver",
        "map_key",
        "buff_size",
    ),
)

EFI_BOOT_MEMMAP_32 = Layout(
    "<LLLLL",
    (
        "map_size",
        "desc_size",
        "desc_ver",
        "map_key",
        "buff_size",
    ),
)

BOOT_PARAMS_EFI_INFO = Layout(
    "<4sLLLLLLL8xB103xQ",
    (
        "efi_loader_signature",
        "efi_systab",
        "efi_memdesc_size",
        "efi_memdesc_version",
        "efi_memmap",
        "efi_memmap_size",
        "efi_systab_hi",
        "efi_memmap_hi",
        "e820_entries",
        "setup_data",
    ),
)

TAR_HEADER = Layout(
    "<100s24x12s20x1s100x5s83x155s",
    (
        "name",
        "size",
        "typeflag",
        "magic",
        "prefix",
    ),
)

BOOT_E820_ENTRY = Layout(
    "<QQL",
    (
        "addr",
        "size",
        "type",
    ),
)

LB_HEADER = Layout(
    "<4sLLLLL",
    (
        "signature",
        "header_bytes",
        "header_checksum",
        "table_bytes",
        "table_checksum",
        "table_entries",
    ),
)

LB_RECORD = Layout(
    "<LL",
    (
        "tag",
        "size",
    ),
)

LB_MEMORY_RANGE = Layout(
    "<QQL",
    (
        "start",
        "size",
        "type",
    ),
)

LB_FORWARD = Layout(
    "<LLQ",
    (
        "tag",
        "size",
        "forward",
    ),
)

EFI_HOB_GENERIC_HEADER = Layout(
    "<HHL",
    (
        "HobType",
        "HobLength",
        "Reserved",
    ),
)

EFI_HOB_HANDOFF_INFO_TABLE = Layout(
    "<HHLLLQQQQQ",
    (
        "HobType",
        "HobLength",
        "Reserved",
        "Version",
        "BootMode",
        "EfiMemoryTop",
        "EfiMemoryBottom",
        "EfiFreeMemoryTop",
        "EfiFreeMemoryBottom",
        "EfiEndOfHobList",
    ),
)

EFI_HOB_MEMORY_ALLOCATION = Layout(
    "<8x16sQQL4x",
    (
        "Name",
        "MemoryBaseAddress",
        "MemoryLength",
        "MemoryType",
    ),
)

EFI_HOB_RESOURCE_DESCRIPTOR = Layout(
    "<8x16sLLQQ",
    (
        "Owner",
        "ResourceType",
        "ResourceAttribute",
        "PhysicalStart",
        "ResourceLength",
    ),
)

EFI_HOB_FIRMWARE_VOLUME = Layout(
    "<8xQQ",
    (
        "BaseAddress",
        "Length",
    ),
)
