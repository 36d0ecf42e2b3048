"""Memory that lies in a file as it is: ranges of addresses, each in one piece of the file."""

from __future__ import annotations

import mmap
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from efitool.model.guest_memory import Piece
from efitool.model.image import Data
from efitool.model.ranges import PhysRange

Source: TypeAlias = Callable[[int, int], bytes]
"""Returns so many bytes from an offset of the file on, fewer at its end."""


PIECE = 1 << 20
"""Bytes that are held at once: what a processor keeps in its cache is searched fastest."""


LET_GO = 16 << 20
"""Bytes of a mapped file that are read before the process lets go of them."""


def plain(data: Data) -> Source:
    """Return the bytes of a file as they are; one that is mapped is not held as a whole."""
    advice = getattr(mmap, "MADV_DONTNEED", None)
    held = 0

    def read(offset: int, size: int) -> bytes:
        nonlocal held
        held += size
        if held > LET_GO and advice is not None and isinstance(data, mmap.mmap):
            data.madvise(advice)
            held = 0
        return data[offset : offset + size]

    return read


class Extent(NamedTuple):
    """Addresses, and where their bytes begin in the file."""

    start: int
    end: int
    offset: int


class ExtentMemory:
    """Memory in extents; where they overlap, as in a dump with paging, the first counts."""

    def __init__(self, source: Source, extents: Iterable[Extent]) -> None:
        self._source = source
        self._extents = _disjoint(extents)
        self._starts = [e.start for e in self._extents]

    @property
    def size(self) -> int:
        """Bytes of memory that are there."""
        return sum(e.end - e.start for e in self._extents)

    def ranges(self) -> Iterator[PhysRange]:
        """Yield what is there, in order."""
        for extent in self._extents:
            yield PhysRange(extent.start, extent.end)

    def read(self, address: int, size: int) -> bytes:
        """Return the bytes from an address on: fewer than asked for where a hole follows."""
        parts: list[bytes] = []
        at = bisect_right(self._starts, address) - 1
        while size > 0 and 0 <= at < len(self._extents):
            start, end, offset = self._extents[at]
            if not start <= address < end:
                break
            part = self._source(offset + address - start, min(size, end - address))
            parts.append(part)
            address += len(part)
            size -= len(part)
            at += 1
        return b"".join(parts)

    def pieces(self) -> Iterator[Piece]:
        """Yield all that is there, in order, in pieces of no more than a mebibyte."""
        for start, end, offset in self._extents:
            for address in range(start, end, PIECE):
                size = min(PIECE, end - address)
                yield Piece(address, self._source(offset + address - start, size))


def _disjoint(extents: Iterable[Extent]) -> list[Extent]:
    """Return extents in order, of which none begins before its neighbour ends."""
    kept: list[Extent] = []
    for start, end, offset in sorted(extents):
        covered = max(start, kept[-1].end) if kept else start
        if covered >= end:
            continue
        last = kept[-1] if kept else None
        offset += covered - start
        if last and last.end == covered and last.offset + covered - last.start == offset:
            kept[-1] = last._replace(end=end)
        else:
            kept.append(Extent(covered, end, offset))
    return kept
