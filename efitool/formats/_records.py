"""The formats of records: what firmware, loaders, kernels and tools printed or handed over.

They have no magic, and none of them is loaded before one is needed: an image never needs one.
To add a format, write its module and list it here.
"""

from __future__ import annotations

from efitool.formats import (
    acpi_table,
    boot_memmap,
    boot_params,
    coreboot_console,
    coreboot_table,
    dmesg_e820,
    dmesg_efi,
    edk2_debug_log,
    edk2_gcd,
    edk2_hobs,
    efi_shell,
    efi_shell_sfo,
    efitool_csv,
    efitool_json,
    firmware_memmap,
    freebsd_efi_map,
    grub_lsefimmap,
    grub_lsmmap,
    guest_log,
    memmap_headed,
    memmap_raw,
    memory_attributes_table,
    proc_iomem,
    qemu_mtree,
    runtime_map,
    sysfs_tar,
    td_hob,
    u_boot_memmap,
    unaccepted_table,
    xen_e820,
    xen_efi,
)
from efitool.formats._base import Format
from efitool.model.artifact import Record

RECORDS: tuple[Format[Record], ...] = (
    memmap_raw.FORMAT,
    boot_memmap.FORMAT,
    boot_params.FORMAT,
    memory_attributes_table.FORMAT,
    coreboot_table.FORMAT,
    td_hob.FORMAT,
    sysfs_tar.FORMAT,
    unaccepted_table.FORMAT,
    acpi_table.FORMAT,
    efitool_json.FORMAT,
    efitool_csv.FORMAT,
    memmap_headed.FORMAT,
    guest_log.FORMAT,
    dmesg_efi.FORMAT,
    dmesg_e820.FORMAT,
    firmware_memmap.FORMAT,
    proc_iomem.FORMAT,
    qemu_mtree.FORMAT,
    coreboot_console.FORMAT,
    edk2_debug_log.FORMAT,
    edk2_gcd.FORMAT,
    edk2_hobs.FORMAT,
    runtime_map.FORMAT,
    efi_shell.FORMAT,
    efi_shell_sfo.FORMAT,
    grub_lsefimmap.FORMAT,
    grub_lsmmap.FORMAT,
    u_boot_memmap.FORMAT,
    xen_efi.FORMAT,
    xen_e820.FORMAT,
    freebsd_efi_map.FORMAT,
)
