"""The codecs that Linux may be packed with, by their magic numbers."""

from __future__ import annotations

from types import MappingProxyType

from efitool.model.image import Data

MAGICS = MappingProxyType(
    {
        "gzip": b"\x1f\x8b\x08",
        "xz": b"\xfd7zXZ\0",
        "lzma": b"\x5d\0\0",
        "lzo": b"\x89LZO\0\r\n\x1a\n",
        "lz4": b"\x02\x21\x4c\x18",
        "zstd": b"\x28\xb5\x2f\xfd",
        "bzip2": b"BZh",
    }
)
"""The bytes that a stream begins with.

Linux tells the codecs apart by the first two (Linux v6.12, lib/decompress.c, compressed_formats).
The others are what each format asks for: RFC 1952, RFC 8878, the .xz File Format, and the
decoders in lib/decompress_unlzo.c, decompress_unlz4.c and decompress_bunzip2.c; of lzma, which
has no magic, the low bytes of a dictionary of 64 KiB or more.
"""


def sniff(data: Data, offset: int) -> str | None:
    """Name the codec of the stream at ``offset``."""
    for name, magic in MAGICS.items():
        if data[offset : offset + len(magic)] == magic:
            return name
    return None
