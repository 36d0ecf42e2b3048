"""Layouts of the structures in `_boot_schemas`; written by scripts/build_layouts.py."""

from efitool.formats._layout import Layout

SETUP_HEADER = Layout(
    "<BHLHHHHH4sHLHHBBHLLLLHBBLLLBBHLLQLLQQLLL",
    (
        "setup_sects",
        "root_flags",
        "syssize",
        "ram_size",
        "vid_mode",
        "root_dev",
        "boot_flag",
        "jump",
        "header",
        "version",
        "realmode_swtch",
        "start_sys_seg",
        "kernel_version",
        "type_of_loader",
        "loadflags",
        "setup_move_size",
        "code32_start",
        "ramdisk_image",
        "ramdisk_size",
        "bootsect_kludge",
        "heap_end_ptr",
        "ext_loader_ver",
        "ext_loader_type",
        "cmd_line_ptr",
        "initrd_addr_max",
        "kernel_alignment",
        "relocatable_kernel",
        "min_alignment",
        "xloadflags",
        "cmdline_size",
        "hardware_subarch",
        "hardware_subarch_data",
        "payload_offset",
        "payload_length",
        "setup_data",
        "pref_address",
        "init_size",
        "handover_offset",
        "kernel_info_offset",
    ),
)

KERNEL_INFO = Layout(
    "<4sLLL",
    (
        "header",
        "size",
        "size_total",
        "setup_type_max",
    ),
)

ARM64_HEADER = Layout(
    "<LLQQQQQQ4sL",
    (
        "code0",
        "code1",
        "text_offset",
        "image_size",
        "flags",
        "res2",
        "res3",
        "res4",
        "magic",
        "res5",
    ),
)

RISCV_HEADER = Layout(
    "<LLQQQLLQ8s4sL",
    (
        "code0",
        "code1",
        "text_offset",
        "image_size",
        "flags",
        "version",
        "res1",
        "res2",
        "magic",
        "magic2",
        "res3",
    ),
)

LOONGARCH_HEADER = Layout(
    "<4sLQQQLLQQ4sL",
    (
        "mz_magic",
        "res0",
        "kernel_entry",
        "image_size",
        "load_offset",
        "flags",
        "version",
        "res1",
        "res2",
        "magic",
        "pe_header",
    ),
)

ZBOOT_HEADER = Layout(
    "<4s4sLL8s32s",
    (
        "mz_magic",
        "image_type",
        "payload_offset",
        "payload_size",
        "reserved",
        "method",
    ),
)

ZIMAGE_HEADER = Layout(
    "<4sLL4s4sL",
    (
        "magic",
        "start",
        "end",
        "byte_order",
        "magic2",
        "table",
    ),
)

ZIMAGE_TABLE = Layout(
    "<L4sLL",
    (
        "size",
        "tag",
        "payload_size_at",
        "bss_size",
    ),
)
