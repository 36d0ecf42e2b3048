"""The frames of LZ4: the legacy one, in which the kernel is packed, and that of ``lz4`` files.

LZ4 Frame Format 1.6.4, "Legacy frame": a magic number, then blocks of at most 8 MiB, each
behind its packed size. It has no end mark and no checksum. The other has both.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.errors import MissingExtraError
from efitool.formats._packed import CHUNK, SIZE_FIELD, Packed, gather
from efitool.model.image import Data

MAGIC = 0x184C2102

BLOCK = 8 << 20
"""Bytes that one block unpacks to, at most."""

FED = 16 << 10
"""Bytes that the decoder is given at a time: it copies those behind a frame, however short."""


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


def frames(packed: Packed) -> Data:
    """Unpack one or more frames of the present format."""
    return gather(packed, _chunks(packed))


def _chunks(packed: Packed) -> Iterator[bytes]:
    try:
        from lz4.frame import LZ4FrameDecompressor
    except ImportError as e:
        raise MissingExtraError("lz4", "lz4") from e
    magic, position = bytes(packed.view[:4]), 0
    while packed.view[position : position + 4] == magic:
        decoder = LZ4FrameDecompressor()
        while not decoder.eof:
            fed = bytes(packed.view[position : position + FED]) if decoder.needs_input else b""
            if decoder.needs_input and not fed:
                raise packed.malformed(position, "a frame is cut short")
            try:
                yield decoder.decompress(fed, max_length=CHUNK)
            except RuntimeError as e:
                raise packed.malformed(position, str(e)) from e
            position += len(fed)
        position -= len(decoder.unused_data or b"")
