"""The LoongArch kernel, which has no name of its own: ``vmlinux.efi`` in the build of Linux."""

from __future__ import annotations

from efitool.formats import _plain_image
from efitool.formats._boot_layouts import LOONGARCH_HEADER
from efitool.formats._inside import Inside
from efitool.model.boot_headers import LoongArchHeader
from efitool.model.image import Arch, Data, Image, ImageType, Machine, PeHeader
from efitool.model.linux import Linux

NAME = "loongarch-image"

LINUX_PE_MAGIC = b"\xcd\x23\x82\x81"
"""Marks every PE file of Linux that has no other magic there (Linux v6.12, include/linux/pe.h)."""

WITHOUT_STUB = b"LA64"


def sniff(data: Data) -> bool:
    """Whether a magic number of Linux stands at 0x38, and the PE headers speak of LoongArch.

    x86 kernels and EFI zboot images have the same magic number, and another header.
    """
    magic = data[0x38:0x3C]
    if magic != LINUX_PE_MAGIC or data[4:8] == b"zimg":
        return magic == WITHOUT_STUB
    signature = int.from_bytes(data[0x3C:0x40], "little")
    machine = Machine.LOONGARCH64.to_bytes(2, "little")
    return data[signature : signature + 6] == b"PE\0\0" + machine


def decode(data: Data, pe: PeHeader | None, inside: Inside) -> Image:
    """Decode a kernel, with PE headers if it has an EFI stub."""
    kernel = Image(
        type=ImageType.LINUX_LOONGARCH64,
        arch=Arch.LOONGARCH64,
        layer=_plain_image.LAYER,
        layers=("image",),
        data=data,
        pe=pe,
        linux=Linux(loongarch_header=header(data)),
    )
    return _plain_image.completed(NAME, kernel, deep=inside.deep)


def header(data: Data) -> LoongArchHeader:
    """Decode the 64-byte header."""
    raw = LOONGARCH_HEADER.parse(NAME, data, 0)
    return LoongArchHeader(**{name: raw[name] for name in LoongArchHeader._fields})
