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
