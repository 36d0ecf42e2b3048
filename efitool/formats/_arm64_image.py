"""The arm64 kernel ``Image``."""

from __future__ import annotations

from efitool.formats import _plain_image
from efitool.formats._boot_layouts import ARM64_HEADER
from efitool.formats._inside import Inside
from efitool.model.image import Arch, Data, Image, ImageType, PeHeader
from efitool.model.linux import Arm64Header, Linux

NAME = "arm64-image"


def sniff(data: Data) -> bool:
    """Whether the magic of an arm64 ``Image`` stands at 0x38."""
    return data[0x38:0x3C] == b"ARM\x64"


def decode(data: Data, pe: PeHeader | None, inside: Inside) -> Image:
    """Decode a kernel, with PE headers if it has an EFI stub."""
    boot_header = header(data)
    kernel = Image(
        type=ImageType.LINUX_ARM64,
        arch=Arch.ARM64,
        layer=_plain_image.LAYER,
        layers=("image",),
        data=data,
        pe=pe,
        linux=Linux(arm64_header=boot_header),
    )
    return _plain_image.completed(NAME, kernel, big_endian=boot_header.big_endian, deep=inside.deep)


def header(data: Data) -> Arm64Header:
    """Decode the 64-byte header."""
    raw = ARM64_HEADER.parse(NAME, data, 0)
    return Arm64Header(**{name: raw[name] for name in Arm64Header._fields})
