"""EFI zboot: a PE program that carries a compressed kernel of any architecture and starts it.

Linux v6.12, drivers/firmware/efi/libstub/zboot-header.S, zboot.c and Makefile.zboot.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType

from efitool.errors import MalformedError
from efitool.formats import _codecs, _pe
from efitool.formats._boot_layouts import ZBOOT_HEADER
from efitool.formats._inside import Inside
from efitool.formats._packed import SIZE_FIELD
from efitool.formats._payload import unpacked, without
from efitool.model.boot_headers import ZbootHeader
from efitool.model.image import Data, Image, ImageType, PeHeader
from efitool.model.linux import Linux, Payload

NAME = "zboot"

METHODS = MappingProxyType(
    {name: name for name in _codecs.MAGICS} | {"xzkern": "xz", "zstd22": "zstd"}
)
"""Codecs by the names that the build of Linux gives to ways of using them."""


def sniff(data: Data) -> bool:
    """Whether the DOS header says that it is a zboot image."""
    return data[:8] == b"MZ\0\0zimg"


def decode(data: Data, pe: PeHeader | None, inside: Inside) -> Image:
    """Decode the headers; the kernel, and with it the version, is inside the payload."""
    boot_header = header(data)
    packed = payload(data, boot_header)
    _pe.refuse_cut_off(NAME, data, pe)
    image = Image(
        type=ImageType.LINUX_ZBOOT,
        arch=_pe.ARCHES.get(pe.machine) if pe else None,
        layer="zboot",
        layers=(
            *(("pe",) if pe else ()),
            "zboot",
            *((packed.compression,) if packed.compression else ()),
        ),
        data=data,
        pe=pe,
        linux=Linux(
            zboot_header=boot_header,
            payload=packed,
            stub_version=pe.image_version if pe else None,
        ),
        segments=without(_pe.segments(pe, data), packed) if pe else (),
    )
    return unpacked(image, partial(_kernel, inside)) if inside.deep else image


def _kernel(inside: Inside, data: Data, layer: str, layers: tuple[str, ...]) -> Image:
    """Return the kernel, which may be a zboot image too, of which the headers may be all."""
    kernel, unread = inside.headers_at_least(data, layer, layers)
    return kernel._replace(unread=(*kernel.unread, *unread))


def header(data: Data) -> ZbootHeader:
    """Decode the header."""
    raw = ZBOOT_HEADER.parse(NAME, data, 0)
    method = raw["method"].partition(b"\0")[0].decode("utf-8", "backslashreplace")
    return ZbootHeader(raw["payload_offset"], raw["payload_size"], method)


def payload(data: Data, header: ZbootHeader) -> Payload:
    """Locate the compressed kernel and name its codec.

    The size that the build appends, which for gzip alone is a part of the stream, is counted in.
    """
    compression = METHODS.get(header.method)
    size = header.payload_size + (0 if compression == "gzip" else SIZE_FIELD)
    end = header.payload_offset + size
    if end > len(data):
        problem = f"the payload ends at {end:#x}, the file at {len(data):#x} (cut off?)"
        raise MalformedError(NAME, "payload_size", 0xC, problem)
    return Payload(
        offset=header.payload_offset,
        size=size,
        compression=compression,
        unpacked_size=int.from_bytes(data[end - SIZE_FIELD : end], "little"),
    )
