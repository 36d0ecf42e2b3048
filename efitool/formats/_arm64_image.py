"""The arm64 kernel ``Image``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from efitool.formats import _banner, _pe
from efitool.formats._boot_layouts import ARM64_HEADER
from efitool.formats._inside import Inside
from efitool.model.image import Arch, Data, Image, ImageType, PeHeader
from efitool.model.linux import Arm64Header, Linux

if TYPE_CHECKING:
    from efitool.formats._kallsyms import Order

NAME = "arm64-image"
LAYER = "Image"


def sniff(data: Data) -> bool:
    """Whether the magic of an arm64 ``Image`` stands at 0x38."""
    return data[0x38:0x3C] == b"ARM\x64"


def decode(data: Data, pe: PeHeader | None, inside: Inside) -> Image:
    """Decode a kernel. Nothing in it is packed: what is deep is found, not unpacked."""
    boot_header = header(data)
    _pe.refuse_cut_off(NAME, data, pe)
    banner = _banner.find(data, 0, len(data))
    linux = Linux(
        version=banner.version if banner else None,
        banner=banner.text if banner else None,
        arm64_header=boot_header,
        stub_version=pe.image_version if pe else None,
    )
    if inside.deep:
        from efitool.formats import _vmlinux

        order: Order = ">" if boot_header.big_endian else "<"
        linux = _vmlinux.contents(data, linux, LAYER, order)
    return Image(
        type=ImageType.LINUX_ARM64,
        arch=Arch.ARM64,
        layer=LAYER,
        layers=("pe", "image") if pe else ("image",),
        data=data,
        pe=pe,
        linux=linux,
        segments=_pe.segments(pe, data) if pe else (),
    )


def header(data: Data) -> Arm64Header:
    """Decode the 64-byte header."""
    raw = ARM64_HEADER.parse(NAME, data, 0)
    return Arm64Header(**{name: raw[name] for name in Arm64Header._fields})
