"""What is taken of a running Linux, and what never is: the whole list, each with its reason.

Nothing that is not listed is opened. Patterns are paths below the root directory, with ``*`` for
one name; of several kernels in /boot only the one that runs is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from efitool.collect import private


class Source(NamedTuple):
    """Files to take."""

    pattern: str
    why: str
    into: str = ""
    """The text that gets a line for each file, as `grep` prints it; "" where each is a member."""
    treat: Callable[[bytes], bytes] = private.unchanged
    """What takes private parts out."""
    limit: int = 1 << 20
    """Bytes that are taken of each file."""


TABLE_LIMIT = 4 << 20
KERNEL_LIMIT = 256 << 20

MEMMAP = "what firmware said of memory, as the kernel keeps it (e820)"
RUNTIME = "the part of the EFI memory map that the kernel keeps"
BLOCKS = "which memory the kernel has in use, and which was added since the boot"
SYSTEM = "who made the machine and its firmware, and which version; no serial numbers"

SOURCES: tuple[Source, ...] = (
    Source("proc/cmdline", "what the kernel was told", treat=private.command_line),
    Source("proc/version", "which kernel runs"),
    Source("proc/meminfo", "how much memory there is, and how much is still unaccepted"),
    Source("proc/iomem", "where memory is, and what claims it"),
    Source("proc/cpuinfo", "whether the processor is that of a confidential guest", limit=8 << 10),
    Source("sys/firmware/memmap/*/*", MEMMAP, "sys/firmware/memmap.txt"),
    Source("sys/firmware/efi/runtime-map/*/*", RUNTIME, "sys/firmware/runtime-map.txt"),
    Source("sys/kernel/boot_params/version", "which boot protocol was used"),
    Source(
        "sys/kernel/boot_params/data",
        "the e820 table that the kernel was started with",
        treat=private.boot_params,
    ),
    *(
        Source(f"sys/firmware/acpi/tables/{name}", why, limit=TABLE_LIMIT)
        for name, why in (
            ("SRAT", "which memory belongs to which processor, and what may be added"),
            ("CEDT", "where memory on CXL may be"),
            ("HMAT", "which memory is meant for special purposes"),
            ("PRMT", "code of firmware that must stay mapped"),
            ("CCEL", "where the log of a confidential guest's start is"),
            ("FACP", "which hardware there is"),
            ("DSDT", "memory devices that may be plugged in"),
            ("SSDT*", "memory devices that may be plugged in"),
        )
    ),
    Source("sys/devices/system/memory/block_size_bytes", BLOCKS, "sys/memory-blocks.txt"),
    Source("sys/devices/system/memory/auto_online_blocks", BLOCKS, "sys/memory-blocks.txt"),
    Source("sys/devices/system/memory/memory*/state", BLOCKS, "sys/memory-blocks.txt"),
    *(
        Source(f"sys/class/dmi/id/{field}", SYSTEM, "sys/dmi.txt")
        for field in ("sys_vendor", "product_name", "bios_*")
    ),
)

KERNEL_LOG = "what the kernel said since it was started; messages of programs are left out"

KERNEL = "what the running kernel can do"
KERNELS = (
    "boot/vmlinuz-{release}",
    "lib/modules/{release}/vmlinuz",
    "boot/vmlinux-{release}",
    "boot/Image-{release}",
)
"""Where distributions keep the image of the running kernel; the first that is there is taken."""

NEVER: tuple[tuple[str, str], ...] = (
    ("ACPI tables MSDM and SLIC", "licence keys"),
    ("sys/firmware/efi/efivars", "variables of firmware, some of them secret"),
    ("sys/firmware/efi/secret, sys/kernel/security", "secrets given to a confidential guest"),
    ("sys/firmware/qemu_fw_cfg", "what a host hands to a guest, passwords among it"),
    ("serial numbers, UUIDs, addresses, the host's name", "they tell whose machine it is"),
    ("values of kernel parameters that do not matter to memory", "keys and passwords stand there"),
    ("messages of programs in the kernel's log", "programs say anything"),
)
