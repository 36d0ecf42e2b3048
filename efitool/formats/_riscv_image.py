"""The RISC-V kernel ``Image``."""

from __future__ import annotations

from efitool.formats import _pe, _plain_image
from efitool.formats._boot_layouts import RISCV_HEADER
from efitool.formats._inside import Inside
from efitool.model.boot_headers import RiscvHeader
from efitool.model.image import Arch, Data, Image, ImageType, PeHeader
from efitool.model.linux import Linux

NAME = "riscv-image"


def sniff(data: Data) -> bool:
    """Whether the magic of a RISC-V ``Image`` stands at 0x38, or the one before it at 0x30."""
    return data[0x38:0x3C] == b"RSC\x05" or data[0x30:0x38] == b"RISCV\0\0\0"


def decode(data: Data, pe: PeHeader | None, inside: Inside) -> Image:
    """Decode a kernel, with PE headers if it has an EFI stub."""
    boot_header = header(data)
    kernel = Image(
        type=ImageType.LINUX_RISCV64,
        arch=_pe.ARCHES.get(pe.machine) if pe else Arch.RISCV64,
        layer=_plain_image.LAYER,
        layers=("image",),
        data=data,
        pe=pe,
        linux=Linux(riscv_header=boot_header),
    )
    return _plain_image.completed(NAME, kernel, big_endian=boot_header.big_endian, deep=inside.deep)


def header(data: Data) -> RiscvHeader:
    """Decode the 64-byte header."""
    raw = RISCV_HEADER.parse(NAME, data, 0)
    return RiscvHeader(**{name: raw[name] for name in RiscvHeader._fields})
