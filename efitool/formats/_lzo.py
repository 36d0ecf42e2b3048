"""LZO in the container of lzop, in which the kernel is packed. Its integers are big-endian."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from enum import IntFlag

from construct import (
    Const,
    ConstructError,
    GreedyBytes,
    If,
    Int8ub,
    Int16ub,
    Int32ub,
    Prefixed,
    Struct,
    Tell,
    this,
)

from efitool.errors import MissingExtraError
from efitool.formats._packed import Packed, gather
from efitool.model.image import Data

BLOCK = 256 << 10
"""Bytes that one block unpacks to, at most: the kernel refuses more.

Linux v6.12, lib/decompress_unlzo.c, LZO_BLOCK_SIZE.
"""


class Flag(IntFlag):
    """What an lzop file holds beside the packed bytes (lzop 1.04, src/conf.h)."""

    ADLER32 = 0x1
    PACKED_ADLER32 = 0x2
    CRC32 = 0x100
    PACKED_CRC32 = 0x200
    FILTER = 0x800


HEADER = Struct(
    "magic" / Const(b"\x89LZO\0\r\n\x1a\n"),
    "version" / Int16ub,
    "library_version" / Int16ub,
    "needed_version" / Int16ub,
    "method" / Int8ub,
    "level" / Int8ub,
    "flags" / Int32ub,
    "filter" / If(this.flags & Flag.FILTER, Int32ub),
    "mode" / Int32ub,
    "mtime_low" / Int32ub,
    "mtime_high" / Int32ub,
    "name" / Prefixed(Int8ub, GreedyBytes),
    "checksum" / Int32ub,
    "end" / Tell,
)
"""The file header since version 0.940 (lzop 1.04, src/lzop.c, write_header())."""

HEADER_LIMIT = 64 + 255
"""Bytes that hold any header: its fields and the longest name."""

CHECKSUMS = ((Flag.ADLER32, zlib.adler32), (Flag.CRC32, zlib.crc32))


def lzo(packed: Packed) -> Data:
    """Unpack an lzop file; the checksums of what comes out are compared with it."""
    return gather(packed, _blocks(packed))


def _blocks(packed: Packed) -> Iterator[bytes]:
    """Linux v6.12, lib/decompress_unlzo.c, unlzo(): blocks follow until one unpacks to nothing."""
    try:
        from lzallright import LZOCompressor, LZOError
    except ImportError as e:
        raise MissingExtraError("lzallright", "lzo") from e
    flags, position = _header(packed)
    checksums = [function for flag, function in CHECKSUMS if flag & flags]
    of_packed = (flags & (Flag.PACKED_ADLER32 | Flag.PACKED_CRC32)).bit_count()
    while size := _word(packed, position):
        packed_size = _word(packed, position + 4)
        if not 0 < packed_size <= size <= BLOCK:
            raise packed.malformed(position, f"a block of {packed_size} bytes for {size}")
        stored = packed_size == size
        start = position + 8 + 4 * (len(checksums) + (0 if stored else of_packed))
        block = packed.view[start : start + packed_size]
        if len(block) < packed_size:
            raise packed.malformed(start, f"a block of {packed_size} bytes is cut short")
        try:
            chunk = bytes(block) if stored else LZOCompressor.decompress(block, size)
        except LZOError as e:
            raise packed.malformed(start, f"not LZO: {e}") from e
        for at, checksum in enumerate(checksums):
            if checksum(chunk) != _word(packed, position + 8 + 4 * at):
                raise packed.malformed(start, f"{checksum.__name__} of the block differs")
        yield chunk
        position = start + packed_size


def _header(packed: Packed) -> tuple[int, int]:
    """Return the flags and where the blocks begin."""
    try:
        raw = HEADER.parse(bytes(packed.view[:HEADER_LIMIT]))
    except ConstructError as e:
        raise packed.malformed(0, str(e).splitlines()[0]) from e
    return raw.flags, raw.end


def _word(packed: Packed, position: int) -> int:
    word = packed.view[position : position + 4]
    if len(word) < 4:
        raise packed.malformed(position, "the stream is cut short")
    return int.from_bytes(word, "big")
