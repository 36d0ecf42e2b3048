"""Memory that lies in a file page by page: a bitmap says which, each may be packed.

Reference: makedumpfile 1.7.2, diskdump_mod.h, and IMPLEMENTATION of that package; QEMU 7.2,
include/sysemu/dump.h.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from efitool.formats._dump_layouts import PAGE_DESC
from efitool.formats._ram_extents import PIECE, Source
from efitool.model.guest_memory import Piece
from efitool.model.ranges import PhysRange

ZLIB, LZO, SNAPPY, EXCLUDED, ZSTD = 1, 2, 4, 0x10, 0x20
"""Bits of *flags*."""

CODECS = {ZLIB: "zlib", LZO: "lzo", SNAPPY: "snappy", ZSTD: "zstd"}

STEP = 512
"""Bytes of bitmap between two places of which the number of pages before is kept."""


class Layout(NamedTuple):
    """Where in a file the pages are."""

    page: int
    """Bytes of one."""
    bitmap: int
    """Offset of the bitmap of the pages that are in the file."""
    bitmap_size: int
    descriptors: int
    """Offset of what says where each is."""
    first: int
    last: int
    """Numbers of the pages that this file tells of: one of several files has a part of them."""


class PageMemory:
    """Memory in pages; ``unread`` counts, by codec, those that could not be unpacked."""

    def __init__(self, source: Source, layout: Layout) -> None:
        self._source = source
        self._at = layout
        self._before = [0]
        for offset in range(0, layout.bitmap_size, STEP):
            bits = self._bits(offset)
            self._before.append(self._before[-1] + bits.bit_count())
        self.unread: dict[str, set[int]] = {}
        self._kept: tuple[int, bytes] = (-1, b"")

    @property
    def size(self) -> int:
        """Bytes of memory that are there."""
        return self._before[-1] * self._at.page

    def ranges(self) -> Iterator[PhysRange]:
        """Yield what is there, in order."""
        page = self._at.page
        start = end = -1
        for first, last in self._runs():
            if first != end and end >= 0:
                yield PhysRange(start * page, end * page)
            start = start if first == end else first
            end = last
        if end >= 0:
            yield PhysRange(start * page, end * page)

    def read(self, address: int, size: int) -> bytes:
        """Return the bytes from an address on: fewer than asked for where a hole follows."""
        parts = []
        while size > 0:
            number, skip = divmod(address, self._at.page)
            part = self._page(number)[skip : skip + size]
            if not part:
                break
            parts.append(part)
            address += len(part)
            size -= len(part)
        return b"".join(parts)

    def pieces(self) -> Iterator[Piece]:
        """Yield all that is there, in order, in pieces of no more than a mebibyte."""
        page = self._at.page
        most = max(PIECE // page, 1)
        for first, last in self._runs():
            for number in range(first, last, most):
                yield from self._joined(number, min(number + most, last))

    def _joined(self, first: int, last: int) -> Iterator[Piece]:
        """Yield pages that follow each other, parted where one cannot be unpacked."""
        parts: list[bytes] = []
        start = first
        for number in range(first, last):
            if part := self._page(number):
                parts.append(part)
                continue
            if parts:
                yield Piece(start * self._at.page, b"".join(parts))
            parts, start = [], number + 1
        if parts:
            yield Piece(start * self._at.page, b"".join(parts))

    def _bits(self, offset: int) -> int:
        """Return some of the bitmap, without the bits of pages that another file holds."""
        size = min(STEP, self._at.bitmap_size - offset)
        bits = int.from_bytes(self._source(self._at.bitmap + offset, size), "little")
        below = max(min(self._at.last - offset * 8, STEP * 8), 0)
        above = max(min(self._at.first - offset * 8, STEP * 8), 0)
        return bits & (1 << below) - 1 & ~((1 << above) - 1)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Yield the first page of each run, and that behind its last; some are parted in two."""
        for offset in range(0, self._at.bitmap_size, STEP):
            bits = f"{self._bits(offset):b}"[::-1]
            end = 0
            while (start := bits.find("1", end)) >= 0:
                end = bits.find("0", start)
                end = len(bits) if end < 0 else end
                yield offset * 8 + start, offset * 8 + end

    def _page(self, number: int) -> bytes:
        """Return a page, and nothing where it is not there or cannot be unpacked."""
        if self._kept[0] != number:
            self._kept = number, self._unpacked(number)
        return self._kept[1]

    def _unpacked(self, number: int) -> bytes:
        block = number // (STEP * 8)
        if not 0 <= block < len(self._before) - 1:
            return b""
        bits = self._bits(block * STEP)
        bit = number % (STEP * 8)
        if not bits >> bit & 1:
            return b""
        rank = self._before[block] + (bits & (1 << bit) - 1).bit_count()
        raw = self._source(self._at.descriptors + rank * PAGE_DESC.size, PAGE_DESC.size)
        if len(raw) < PAGE_DESC.size:
            return self._lost("cut off", number)
        row = PAGE_DESC.parse("page", raw, 0)
        flags, size = row["flags"], row["size"]
        if row["offset"] <= 0 or size > 2 * self._at.page:
            return self._lost("damaged", number)
        packed = self._source(row["offset"], size)
        if len(packed) < size:
            return self._lost("cut off", number)
        codec = next((name for bit, name in CODECS.items() if flags & bit), "")
        page = _unpack(codec, packed, self._at.page)
        if len(page) != self._at.page:
            return self._lost(codec or "damaged", number)
        return page

    def _lost(self, why: str, number: int) -> bytes:
        self.unread.setdefault(why, set()).add(number)
        return b""


def _unpack(codec: str, packed: bytes, size: int) -> bytes:
    """Return a page of so many bytes, nothing where it is damaged or no library reads it."""
    match codec:
        case "":
            return packed
        case "zlib":
            try:
                return zlib.decompressobj().decompress(packed, size)
            except zlib.error:
                return b""
        case "zstd":
            return _zstd(packed, size)
        case "lzo":
            return _lzo(packed, size)
        case _:
            return b""


def _zstd(packed: bytes, size: int) -> bytes:
    try:
        from zstandard import ZstdDecompressor, ZstdError
    except ImportError:
        return b""
    try:
        return ZstdDecompressor().decompress(packed, max_output_size=size)
    except ZstdError:
        return b""


def _lzo(packed: bytes, size: int) -> bytes:
    try:
        from lzallright import LZOCompressor, LZOError
    except ImportError:
        return b""
    try:
        return bytes(LZOCompressor.decompress(packed, output_size_hint=size))
    except LZOError:
        return b""
