"""The structures of Linux's boot protocols.

What is read at run time are the layouts that ``scripts/build_layouts.py`` derives from these
schemas: `construct` takes as long to import as Python takes to start.
"""

from __future__ import annotations

from construct import Bytes, Int8ul, Int16ul, Int32ul, Int64ul, Struct

SETUP_HEADER = Struct(
    "setup_sects" / Int8ul,
    "root_flags" / Int16ul,
    "syssize" / Int32ul,
    "ram_size" / Int16ul,
    "vid_mode" / Int16ul,
    "root_dev" / Int16ul,
    "boot_flag" / Int16ul,
    "jump" / Int16ul,
    "header" / Bytes(4),
    "version" / Int16ul,
    "realmode_swtch" / Int32ul,
    "start_sys_seg" / Int16ul,
    "kernel_version" / Int16ul,
    "type_of_loader" / Int8ul,
    "loadflags" / Int8ul,
    "setup_move_size" / Int16ul,
    "code32_start" / Int32ul,
    "ramdisk_image" / Int32ul,
    "ramdisk_size" / Int32ul,
    "bootsect_kludge" / Int32ul,
    "heap_end_ptr" / Int16ul,
    "ext_loader_ver" / Int8ul,
    "ext_loader_type" / Int8ul,
    "cmd_line_ptr" / Int32ul,
    "initrd_addr_max" / Int32ul,
    "kernel_alignment" / Int32ul,
    "relocatable_kernel" / Int8ul,
    "min_alignment" / Int8ul,
    "xloadflags" / Int16ul,
    "cmdline_size" / Int32ul,
    "hardware_subarch" / Int32ul,
    "hardware_subarch_data" / Int64ul,
    "payload_offset" / Int32ul,
    "payload_length" / Int32ul,
    "setup_data" / Int64ul,
    "pref_address" / Int64ul,
    "init_size" / Int32ul,
    "handover_offset" / Int32ul,
    "kernel_info_offset" / Int32ul,
)
"""``struct setup_header``, boot protocol 2.15, from offset 0x1f1 of the file.

boot.rst, "The Real-Mode Kernel Header". An image of an older protocol has code where newer
fields stand: `_bzimage.SINCE` says from which protocol on a field may be believed.
"""

KERNEL_INFO = Struct(
    "header" / Bytes(4),
    "size" / Int32ul,
    "size_total" / Int32ul,
    "setup_type_max" / Int32ul,
)
"""``struct kernel_info``, boot protocol 2.15 (boot.rst, "The kernel_info")."""

ARM64_HEADER = Struct(
    "code0" / Int32ul,
    "code1" / Int32ul,
    "text_offset" / Int64ul,
    "image_size" / Int64ul,
    "flags" / Int64ul,
    "res2" / Int64ul,
    "res3" / Int64ul,
    "res4" / Int64ul,
    "magic" / Bytes(4),
    "res5" / Int32ul,
)
"""The decompressed kernel image's header; ``res5`` is the offset of the PE header.

Linux v6.12, Documentation/arch/arm64/booting.rst, "4. Call the kernel image".
"""

RISCV_HEADER = Struct(
    "code0" / Int32ul,
    "code1" / Int32ul,
    "text_offset" / Int64ul,
    "image_size" / Int64ul,
    "flags" / Int64ul,
    "version" / Int32ul,
    "res1" / Int32ul,
    "res2" / Int64ul,
    "magic" / Bytes(8),
    "magic2" / Bytes(4),
    "res3" / Int32ul,
)
"""The decompressed kernel image's header; ``res3`` is the offset of the PE header.

Linux v6.12, Documentation/arch/riscv/boot-image-header.rst.
"""

LOONGARCH_HEADER = Struct(
    "mz_magic" / Bytes(4),
    "res0" / Int32ul,
    "kernel_entry" / Int64ul,
    "image_size" / Int64ul,
    "load_offset" / Int64ul,
    "flags" / Int32ul,
    "version" / Int32ul,
    "res1" / Int64ul,
    "res2" / Int64ul,
    "magic" / Bytes(4),
    "pe_header" / Int32ul,
)
"""The first 64 bytes of a kernel, which are a DOS header too.

Linux, Documentation/arch/loongarch/booting.rst, "Header of Linux/LoongArch kernel images". In
v6.12 the bytes of ``flags`` and ``version`` are reserved and zero.
"""

ZBOOT_HEADER = Struct(
    "mz_magic" / Bytes(4),
    "image_type" / Bytes(4),
    "payload_offset" / Int32ul,
    "payload_size" / Int32ul,
    "reserved" / Bytes(8),
    "method" / Bytes(32),
)
"""The DOS header of an EFI zboot image, up to its magic number.

Linux v6.12, drivers/firmware/efi/libstub/zboot-header.S.
"""

ZIMAGE_HEADER = Struct(
    "magic" / Bytes(4),
    "start" / Int32ul,
    "end" / Int32ul,
    "byte_order" / Bytes(4),
    "magic2" / Bytes(4),
    "table" / Int32ul,
)
"""What follows nine instructions at the start of a zImage.

Linux v6.12, arch/arm/boot/compressed/head.S. A big-endian kernel writes all of it little-endian
(vmlinux.lds.S, ZIMAGE_MAGIC()) but ``byte_order``.
"""

ZIMAGE_TABLE = Struct(
    "size" / Int32ul,
    "tag" / Bytes(4),
    "payload_size_at" / Int32ul,
    "bss_size" / Int32ul,
)
"""The table that ``ZIMAGE_HEADER`` points at.

Linux v6.12, arch/arm/boot/compressed/vmlinux.lds.S. ``payload_size_at`` (``__piggy_size_addr``) is
the offset of the last four bytes of the payload, which hold its unpacked size.
"""
