"""The arm64 kernel ``Image``."""

from __future__ import annotations

from construct import Bytes, Int32ul, Int64ul, Struct

from efitool.formats._base import parse
from efitool.model.image import Data
from efitool.model.linux import Arm64Header

NAME = "arm64-image"

ARM64_HEADER = Struct(
    "code0" / Int32ul,
    "code1" / Int32ul,
    "text_offset" / Int64ul,
    "image_size" / Int64ul,
    "flags" / Int64ul,
    "res2" / Int64ul,
    "res3" / Int64ul,
    "res4" / Int64ul,
    "magic" / Bytes(4),
    "res5" / Int32ul,
)
"""The decompressed kernel image's header; ``res5`` is the offset of the PE header.

Linux v6.12, Documentation/arch/arm64/booting.rst, "4. Call the kernel image".
"""


def sniff(data: Data) -> bool:
    """Whether the magic of an arm64 ``Image`` stands at 0x38."""
    return data[0x38:0x3C] == b"ARM\x64"


def header(data: Data) -> Arm64Header:
    """Decode the 64-byte header."""
    raw = parse(NAME, ARM64_HEADER, data)
    return Arm64Header(raw.code0, raw.code1, raw.text_offset, raw.image_size, raw.flags)
