"""The legacy frame of LZ4, in which the kernel is packed.

LZ4 Frame Format 1.6.4, "Legacy frame": a magic number, then blocks of at most 8 MiB, each
behind its packed size. It has no end mark and no checksum.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.errors import MissingExtraError
from efitool.formats._packed import SIZE_FIELD, Packed, gather
from efitool.model.image import Data

MAGIC = 0x184C2102

BLOCK = 8 << 20
"""Bytes that one block unpacks to, at most."""


def lz4(packed: Packed) -> Data:
    """Unpack the blocks of one or more legacy frames."""
    return gather(packed, _blocks(packed))


def _blocks(packed: Packed) -> Iterator[bytes]:
    try:
        from lz4.block import LZ4BlockError, decompress
    except ImportError as e:
        raise MissingExtraError("lz4", "lz4") from e
    position = 0
    while len(packed.view) - position > SIZE_FIELD:
        size = int.from_bytes(packed.view[position : position + 4], "little")
        position += 4
        if size == MAGIC:
            continue
        block = packed.view[position : position + size]
        if len(block) < size:
            raise packed.malformed(position, f"a block of {size} bytes is cut short")
        try:
            yield decompress(block, uncompressed_size=BLOCK)
        except LZ4BlockError as e:
            raise packed.malformed(position, str(e)) from e
        position += size
