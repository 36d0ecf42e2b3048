"""The 32-bit ARM kernel ``zImage``: code that unpacks the kernel behind it.

Linux v6.12, arch/arm/boot/compressed/head.S and vmlinux.lds.S.
"""

from __future__ import annotations

import re
from functools import partial

from efitool.errors import MalformedError
from efitool.formats import _pe, _plain_image
from efitool.formats._boot_layouts import ZIMAGE_HEADER, ZIMAGE_TABLE
from efitool.formats._inside import Inside
from efitool.formats._packed import SIZE_FIELD
from efitool.formats._payload import unpacked, without
from efitool.model.boot_headers import ZImageHeader
from efitool.model.image import Arch, Data, Image, ImageType, PeHeader
from efitool.model.linux import Linux, Payload

NAME = "zimage"
MAGIC = b"\x18\x28\x6f\x01"
HEADER_OFFSET = 0x24

HAS_TABLE = b"EEEE"
TABLE_TAG = b"KLSZ"

BIG_ENDIAN = b"\4\3\2\1"
"""What ``.word 0x04030201`` is in a big-endian kernel."""

STREAM = re.compile(
    rb"(?P<gzip>\x1f\x8b\x08\0{5})"
    rb"|(?P<xz>\xfd7zXZ\0\0\x01)"
    rb"|(?P<lzma>\x5d\0\0..\xff{8})"
    rb"|(?P<lzo>\x89LZO\0\r\n\x1a\n\x10)"
    rb"|(?P<lz4>\x02\x21\x4c\x18...\0)",
    re.DOTALL,
)
"""What streams begin with when the build of Linux packs them (v6.12, scripts/Makefile.lib).

Nothing says where the payload begins, and the decoders before it know the magic numbers too:
``gzip -n`` writes no name and no time, ``xz --check=crc32`` names its checksum, ``lzma`` knows no
size of what it reads from a pipe, and blocks of LZ4 stay far below 16 MiB.
"""


def sniff(data: Data) -> bool:
    """Whether the magic of a zImage stands behind its first nine instructions."""
    return data[HEADER_OFFSET : HEADER_OFFSET + 4] == MAGIC


def decode(data: Data, pe: PeHeader | None, inside: Inside) -> Image:
    """Decode the headers; the kernel, and with it the version, is inside the payload."""
    boot_header = header(data)
    packed = payload(data, boot_header)
    _pe.refuse_cut_off(NAME, data, pe)
    image = Image(
        type=ImageType.LINUX_ARM,
        arch=Arch.ARM,
        layer="zImage",
        layers=(
            *(("pe",) if pe else ()),
            "zimage",
            *((packed.compression,) if packed and packed.compression else ()),
        ),
        data=data,
        pe=pe,
        linux=Linux(
            zimage_header=boot_header,
            payload=packed,
            stub_version=pe.image_version if pe else None,
        ),
        segments=without(_pe.segments(pe, data), packed) if pe else (),
    )
    kernel = partial(_kernel_proper, big_endian=boot_header.big_endian)
    return unpacked(image, kernel) if inside.deep else image


def _kernel_proper(data: Data, layer: str, layers: tuple[str, ...], *, big_endian: bool) -> Image:
    """Return the kernel that the payload holds, which is the same type without any header."""
    kernel = Image(
        type=ImageType.LINUX_ARM,
        arch=Arch.ARM,
        layer=f"{layer} > {_plain_image.LAYER}",
        layers=(*layers, "image"),
        data=data,
    )
    return _plain_image.completed(NAME, kernel, big_endian=big_endian, deep=True)


def header(data: Data) -> ZImageHeader:
    """Decode the header; a zImage that is not whole is a `MalformedError`."""
    raw = ZIMAGE_HEADER.parse(NAME, data, HEADER_OFFSET)
    size = raw["end"] - raw["start"]
    if not 0 < size <= len(data):
        problem = f"the zImage has {size:#x} bytes, the file {len(data):#x} (cut off?)"
        raise MalformedError(NAME, "end", HEADER_OFFSET + 8, problem)
    return ZImageHeader(
        start=raw["start"],
        end=raw["end"],
        big_endian=raw["byte_order"] == BIG_ENDIAN,
        table=raw["table"] if raw["magic2"] == HAS_TABLE else None,
    )


def payload(data: Data, header: ZImageHeader) -> Payload | None:
    """Find the compressed kernel, None where nothing looks like one.

    The table says where it ends; without one it may be anywhere, and its unpacked size is not
    known.
    """
    if header.table is None:
        start, end = HEADER_OFFSET, header.end - header.start
    else:
        table = ZIMAGE_TABLE.parse(NAME, data, header.table)
        if table["tag"] != TABLE_TAG:
            problem = f"found {table['tag']!r}, expected {TABLE_TAG!r}"
            raise MalformedError(NAME, "tag", header.table + 4, problem)
        start, end = header.table, table["payload_size_at"] + SIZE_FIELD
        if end > len(data):
            problem = f"the payload ends at {end:#x}, the file at {len(data):#x}"
            raise MalformedError(NAME, "payload_size_at", header.table + 8, problem)
    stream = STREAM.search(data, start, end)
    if stream is None:
        return None
    size_known = header.table is not None
    return Payload(
        offset=stream.start(),
        size=end - stream.start(),
        compression=stream.lastgroup,
        unpacked_size=int.from_bytes(data[end - SIZE_FIELD : end], "little")
        if size_known
        else None,
    )
