"""zstd, unpacked in one pass although the kernel's frames do not state their size.

RFC 8878. Without a size in the frame header, libzstd keeps a window of its own (128 MiB for
``zstd -22 --ultra``) and copies everything out of it. The image states the size elsewhere, so it
is written into the header, and the packed bytes are put at the end of the memory that they are
unpacked into: every block is read before the output reaches it, as long as there is a margin
(libzstd 1.5.5, lib/zstd.h, ZSTD_decompressionMargin()). That takes half the time of the plain
call and two thirds of its memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from mmap import mmap
from typing import TYPE_CHECKING

from efitool.errors import MissingExtraError
from efitool.formats._packed import (
    CHUNK,
    DICTIONARY_LIMIT,
    Packed,
    fresh_memory,
    gather,
    trimmed,
)
from efitool.formats._streams import streams
from efitool.model.image import Data

if TYPE_CHECKING:
    from zstandard import ZstdDecompressor

MAGIC = b"\x28\xb5\x2f\xfd"
SHORTEST_HEADER = len(MAGIC) + 2
"""Magic, descriptor, window: a header that states neither a size nor a dictionary."""

LONGEST_HEADER = 18
CHECKSUM = 4
BLOCK_HEADER = 3

BLOCK = 128 << 10
"""Bytes that one block unpacks to, at most (RFC 8878, 3.1.1.2.4)."""

RLE = 1
"""The type of a block that holds one byte, to be repeated."""

SINGLE_SEGMENT = 0x20
SIZE_IN_FOUR_BYTES = 0x80


@dataclass(frozen=True, slots=True)
class Frame:
    """The bytes of one frame, the number of its blocks, whether its header is the shortest."""

    view: memoryview
    blocks: int
    unsized: bool


def zstd(packed: Packed) -> Data:
    """Unpack one frame; its checksum, where it has one, is compared."""
    try:
        from zstandard import ZstdDecompressor, ZstdError
    except ImportError as e:
        if sys.version_info >= (3, 14):
            return _standard_library(packed)
        raise MissingExtraError("zstandard", "zstd") from e
    frame = _frame(packed)
    decoder = ZstdDecompressor(max_window_size=DICTIONARY_LIMIT)
    try:
        if packed.expected is not None and frame.unsized:
            return _in_one_pass(frame, packed.expected, decoder)
        return gather(packed, _chunks(frame, decoder))
    except ZstdError as e:
        raise packed.malformed(0, str(e)) from e


def pieces(packed: Packed) -> Iterator[bytes]:
    """Yield what all frames unpack to, in pieces, as they are asked for."""
    try:
        from zstandard import ZstdDecompressor, ZstdError
    except ImportError as e:
        raise MissingExtraError("zstandard", "zstd") from e
    decoder = ZstdDecompressor(max_window_size=DICTIONARY_LIMIT)
    reader = decoder.stream_reader(packed.view, read_across_frames=True)
    try:
        while chunk := reader.read(CHUNK):
            yield chunk
    except ZstdError as e:
        raise packed.malformed(0, str(e)) from e


def _in_one_pass(frame: Frame, size: int, decoder: ZstdDecompressor) -> Data:
    *magic, descriptor, window = frame.view[:SHORTEST_HEADER]
    header = bytes([*magic, descriptor | SIZE_IN_FOUR_BYTES, window]) + size.to_bytes(4, "little")
    margin = LONGEST_HEADER + BLOCK_HEADER * frame.blocks + BLOCK + CHECKSUM
    memory = fresh_memory(max(size, len(frame.view)) + margin)
    body = len(memory) - len(frame.view) + SHORTEST_HEADER
    memory[body - len(header) : body] = header
    memory[body:] = frame.view[SHORTEST_HEADER:]
    return trimmed(memory, _unpack_within(memory, body - len(header), size, decoder))


def _unpack_within(memory: mmap, start: int, size: int, decoder: ZstdDecompressor) -> int:
    """Unpack what begins at ``start`` to the front; holds the memory no longer than that."""
    view = memoryview(memory)
    return decoder.stream_reader(view[start:]).readinto(view[:size])


def _chunks(frame: Frame, decoder: ZstdDecompressor) -> Iterator[bytes]:
    reader = decoder.stream_reader(frame.view)
    while chunk := reader.read(CHUNK):
        yield chunk


def _frame(packed: Packed) -> Frame:
    """Walk the block headers to the end of the frame (RFC 8878, 3.1.1)."""
    descriptor = int.from_bytes(packed.view[len(MAGIC) : len(MAGIC) + 1])
    single_segment = bool(descriptor & SINGLE_SEGMENT)
    dictionary = (0, 1, 2, 4)[descriptor & 3]
    content_size = (int(single_segment), 2, 4, 8)[descriptor >> 6]
    end = len(MAGIC) + 1 + (not single_segment) + dictionary + content_size
    unsized = not (single_segment or dictionary or content_size)
    blocks, last = 0, 0
    while not last and end < len(packed.view):
        header = int.from_bytes(packed.view[end : end + BLOCK_HEADER], "little")
        last, kind, size = header & 1, header >> 1 & 3, header >> 3
        end += BLOCK_HEADER + (1 if kind == RLE else size)
        blocks += 1
    end += CHECKSUM if descriptor & 4 else 0
    if not last or end > len(packed.view):
        raise packed.malformed(len(packed.view), "the stream is cut short")
    return Frame(packed.view[:end], blocks, unsized)


if sys.version_info >= (3, 14):

    def _standard_library(packed: Packed) -> Data:
        """Unpack with what Python brings along, at the speed of the plain call."""
        from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

        options = {DecompressionParameter.window_log_max: DICTIONARY_LIMIT.bit_length() - 1}
        decoder = partial(ZstdDecompressor, options=options)
        return gather(packed, streams(packed, decoder, ZstdError))
