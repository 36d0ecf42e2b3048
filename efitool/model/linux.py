"""What a Linux kernel image says of itself: boot headers, payload, contents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum, IntFlag
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from efitool.model.boot_headers import (
        LoongArchHeader,
        RiscvHeader,
        ZbootHeader,
        ZImageHeader,
    )


class LoadFlag(IntFlag):
    """``setup_header.loadflags`` (Linux v6.12, Documentation/arch/x86/boot.rst)."""

    LOADED_HIGH = 0x01
    KASLR = 0x02
    QUIET = 0x20
    KEEP_SEGMENTS = 0x40
    CAN_USE_HEAP = 0x80


class XLoadFlag(IntFlag):
    """``setup_header.xloadflags`` (Linux v6.12, arch/x86/include/uapi/asm/bootparam.h)."""

    KERNEL_64 = 0x01
    CAN_BE_LOADED_ABOVE_4G = 0x02
    EFI_HANDOVER_32 = 0x04
    EFI_HANDOVER_64 = 0x08
    EFI_KEXEC = 0x10
    _5LEVEL = 0x20
    _5LEVEL_ENABLED = 0x40
    MEM_ENCRYPTION = 0x80


class SetupHeader(NamedTuple):
    """``struct setup_header`` at 0x1f1 of a bzImage, under its field names.

    A field that the image's boot protocol (``version``, 0x20f for 2.15) does not have yet is
    None. Linux v6.12, Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header".
    """

    setup_sects: int
    root_flags: int
    syssize: int
    ram_size: int
    vid_mode: int
    root_dev: int
    boot_flag: int
    jump: int
    version: int
    realmode_swtch: int
    start_sys_seg: int
    kernel_version: int
    type_of_loader: int
    loadflags: LoadFlag
    setup_move_size: int
    code32_start: int
    ramdisk_image: int
    ramdisk_size: int
    bootsect_kludge: int
    heap_end_ptr: int | None = None
    ext_loader_ver: int | None = None
    ext_loader_type: int | None = None
    cmd_line_ptr: int | None = None
    initrd_addr_max: int | None = None
    kernel_alignment: int | None = None
    relocatable_kernel: int | None = None
    min_alignment: int | None = None
    xloadflags: XLoadFlag | None = None
    cmdline_size: int | None = None
    hardware_subarch: int | None = None
    hardware_subarch_data: int | None = None
    payload_offset: int | None = None
    payload_length: int | None = None
    setup_data: int | None = None
    pref_address: int | None = None
    init_size: int | None = None
    handover_offset: int | None = None
    kernel_info_offset: int | None = None

    @property
    def boot_protocol(self) -> str:
        """The boot protocol as people write it: ``2.15``."""
        return f"{self.version >> 8}.{self.version & 0xFF:02}"


class KernelInfo(NamedTuple):
    """``struct kernel_info`` (boot protocol 2.15; boot.rst, "The kernel_info")."""

    offset: int
    size: int
    size_total: int
    setup_type_max: int


class Arm64PageSize(IntEnum):
    """Bits 1-2 of the arm64 ``Image`` flags, as a size in bytes (0: not said)."""

    UNSPECIFIED = 0
    SIZE_4K = 4096
    SIZE_16K = 16384
    SIZE_64K = 65536


class Arm64Header(NamedTuple):
    """The 64-byte header of an arm64 ``Image``.

    Linux v6.12, Documentation/arch/arm64/booting.rst, "4. Call the kernel image".
    """

    code0: int
    code1: int
    text_offset: int
    image_size: int
    flags: int

    @property
    def big_endian(self) -> bool:
        return bool(self.flags & 1)

    @property
    def page_size(self) -> Arm64PageSize:
        return tuple(Arm64PageSize)[self.flags >> 1 & 3]

    @property
    def anywhere(self) -> bool:
        """Bit 3: the 2 MiB aligned base may lie anywhere in physical memory."""
        return bool(self.flags & 8)


class Payload(NamedTuple):
    """The compressed kernel inside an image.

    ``offset`` counts from the start of the image's bytes, ``size`` includes the four bytes of
    unpacked size that the build appends, ``compression`` is None where it is no codec known here.
    ``unpacked_size`` is what the image claims, or after unpacking what came out.
    """

    offset: int
    size: int
    compression: str | None
    unpacked_size: int | None


class ElfNote(NamedTuple):
    """One ELF note."""

    name: str
    type: int
    description: bytes


class Linux(NamedTuple):
    """What is known of a kernel from one layer of its image.

    ``banner`` is the version string as the layer holds it, ``version`` its first word (the
    ``uname -r``), ``stub_version`` the PE image version, which since Linux v6.2 tells what the
    EFI stub can do. ``config`` holds IKCONFIG, without comments, where the kernel carries it;
    ``symbols`` the names in kallsyms or, without it, in the symbol table of an ELF file.
    """

    version: str | None = None
    banner: str | None = None
    setup_header: SetupHeader | None = None
    kernel_info: KernelInfo | None = None
    arm64_header: Arm64Header | None = None
    riscv_header: RiscvHeader | None = None
    loongarch_header: LoongArchHeader | None = None
    zimage_header: ZImageHeader | None = None
    zboot_header: ZbootHeader | None = None
    payload: Payload | None = None
    stub_version: tuple[int, int] | None = None
    config: Mapping[str, str] | None = None
    notes: tuple[ElfNote, ...] = ()
    symbols: Collection[str] | None = None

    @property
    def build_id(self) -> str | None:
        """The ``NT_GNU_BUILD_ID`` note (type 3 of "GNU") in hex: debuggers know kernels by it."""
        ids = (n.description.hex() for n in self.notes if (n.name, n.type) == ("GNU", 3))
        return next(ids, None)
