"""What the boot headers of Linux say on architectures other than x86 and arm64."""

from __future__ import annotations

from typing import NamedTuple


class ZbootHeader(NamedTuple):
    """The header of an EFI zboot image, the same for all architectures.

    ``payload_offset`` counts from the start of the file. ``payload_size`` leaves out the four
    bytes of size that the build appends for every method but gzip. ``method`` is the name that
    the build gives it (``xzkern``, ``zstd22``).

    Linux v6.12, drivers/firmware/efi/libstub/zboot-header.S and Makefile.zboot.
    """

    payload_offset: int
    payload_size: int
    method: str


class RiscvHeader(NamedTuple):
    """The 64-byte header of a RISC-V ``Image``.

    Linux v6.12, Documentation/arch/riscv/boot-image-header.rst.
    """

    code0: int
    code1: int
    text_offset: int
    image_size: int
    flags: int
    version: int

    @property
    def big_endian(self) -> bool:
        return bool(self.flags & 1)

    @property
    def header_version(self) -> str:
        """The version of the header as people write it: ``0.2``."""
        return f"{self.version >> 16}.{self.version & 0xFFFF}"


class LoongArchHeader(NamedTuple):
    """The 64-byte header of a LoongArch kernel.

    ``flags`` and ``version`` are zero before version 0.1 of the header. Linux,
    Documentation/arch/loongarch/booting.rst.
    """

    kernel_entry: int
    image_size: int
    load_offset: int
    flags: int
    version: int


class ZImageHeader(NamedTuple):
    """The words behind the first instructions of an ARM zImage.

    ``start`` and ``end`` are addresses; what follows the last byte of the zImage in a file is a
    device tree. ``table`` is the offset of the table that names the payload's end, None before
    Linux v4.15. Linux v6.12, arch/arm/boot/compressed/head.S and vmlinux.lds.S.
    """

    start: int
    end: int
    big_endian: bool
    table: int | None
