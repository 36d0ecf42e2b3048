"""Compressed files: ``Image.gz``, a ``vmlinuz`` of arm64, ``vmlinux.xz``, a log that was rotated.

What a boot loader must unpack before it can start it is nothing by itself, so it is unpacked
whoever asks. Records inside are read by the formats that claim them, see `formats.decode`.
"""

from __future__ import annotations

from efitool.errors import MalformedError
from efitool.formats import _codecs, efi_image, elf
from efitool.formats._base import Format
from efitool.formats._inside import within
from efitool.model.image import Data, Image

NAME = "compressed"
INSIDE = (efi_image.FORMAT, elf.FORMAT)
LZ4_FRAME = b"\x04\x22\x4d\x18"
"""LZ4 Frame Format 1.6.4, "General Structure of LZ4 Frame format": the magic number."""


def sniff(data: Data) -> bool:
    """Whether the bytes begin as a stream of a codec does that kernels are packed with."""
    return codec_of(data) is not None


def codec_of(data: Data) -> str | None:
    """Name the codec of a file; the `lz4` program's own frames are packed by no kernel's build."""
    return "lz4" if data[:4] == LZ4_FRAME else _codecs.sniff(data, 0)


def decode(data: Data, *, deep: bool = False) -> Image:
    """Unpack a file and decode the image inside.

    Raises `MalformedError`, `LimitError`, `MissingExtraError`.
    """
    return image(*unpacked(data), deep=deep)


def image(codec: str, content: Data, *, deep: bool) -> Image:
    """Decode the image that was packed, whose layer says so. Raises what `decode` does."""
    for format in INSIDE:
        if format.sniff(content):
            return within(format.decode(content, deep=deep), codec, (codec,))
    raise MalformedError(codec, "content", 0, f"holds {_what(content)}")


def unpacked(data: Data) -> tuple[str, Data]:
    """Return the codec of a file and what it packs, whatever that is.

    Raises `MalformedError`, `LimitError`, `MissingExtraError`.
    """
    codec = codec_of(data)
    if codec is None:
        raise MalformedError(NAME, "magic", 0, f"found {data[:8].hex(' ')}, no codec's")
    if data[:4] == LZ4_FRAME:
        from efitool.formats._lz4 import frames
        from efitool.formats._packed import Packed

        return codec, frames(Packed(memoryview(data), None, codec, 0))
    from efitool.formats._inflate import inflate

    return codec, inflate(codec, data, 0, len(data), expected=None, layer=codec)


def _what(content: Data) -> str:
    """Say what was unpacked that nobody reads."""
    if inner := codec_of(content):
        return f"another stream ({inner})"
    start = f"begins with {content[:8].hex(' ')}" if len(content) else "is empty"
    return f"no image, map or log; it {start}"


FORMAT = Format(
    name=NAME,
    summary="gzip, xz, lzma, lzo, lz4, zstd, bzip2 files with any of these inside",
    sniff=sniff,
    decode=decode,
)
