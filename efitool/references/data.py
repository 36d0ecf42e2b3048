"""The sixteen bytes of known GUIDs, at every byte offset of what an image maps.

Wherever a GUID starts, one of the words at multiples of eight bytes holds its bytes k to k + 8,
for one k of 0 to 7. One pass over those words therefore sees every GUID at every alignment:
compilers align GUIDs to four bytes, packed structures (Linux's initrd device path) do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from efitool.errors import LimitError
from efitool.model.image import Image

GUID_SIZE = 16
WORD = 8
CHUNK = 2048
"""Words compared in one call. Only a chunk that holds a piece of a GUID is looked at again."""

MAX_PIECES = 1 << 14
"""Words in an image that may belong to a GUID. Firmware holds thousands; an image made of nothing
else would cost seconds."""

UNIFORM = frozenset(n * 0x0101_0101_0101_0101 for n in range(256))
"""Words of eight equal bytes stand anywhere and tell nothing."""


class Place(NamedTuple):
    """Where the sixteen bytes of ``guid`` stand in a layer, and where they are mapped."""

    offset: int
    rva: int
    guid: bytes


class _Run(NamedTuple):
    """Segments that continue each other, in the layer and mapped alike."""

    start: int
    end: int
    delta: int


def find(image: Image, known: tuple[bytes, ...]) -> Iterator[Place]:
    """Yield every place of a known GUID (``bytes_le``) in the segments of an image, by offset.

    The null GUID is never found, and one with eight equal bytes in a row may be missed. Raises
    `LimitError` when absurdly many words could belong to a GUID.
    """
    guids = frozenset(known)
    words = _words(known)
    pieces = 0
    with memoryview(image.data) as data:
        for run in _runs(image):
            for word in _pieces(data[run.start : run.end], words):
                pieces += 1
                if pieces > MAX_PIECES:
                    raise LimitError(f"data holds more than {MAX_PIECES} pieces of GUIDs")
                first = run.start + word * WORD
                for offset in range(max(first - WORD + 1, run.start), first + 1):
                    guid = bytes(data[offset : min(offset + GUID_SIZE, run.end)])
                    if guid in guids:
                        yield Place(offset, offset + run.delta, guid)


@cache
def _words(known: tuple[bytes, ...]) -> frozenset[int]:
    """Return bytes k to k + 8 of every GUID, for k from 0 to 7, as numbers of the host."""
    table = memoryview(b"".join(known) + bytes(WORD))
    size = GUID_SIZE * len(known)
    shifted = (table[k : k + size].cast("Q")[::2] for k in range(WORD))
    return frozenset(chain.from_iterable(shifted)) - UNIFORM


def _runs(image: Image) -> list[_Run]:
    """Return what the segments map, joined where one begins before another has ended."""
    runs: list[_Run] = []
    for segment in sorted(image.segments, key=lambda s: (s.rva - s.offset, s.offset)):
        delta, end = segment.rva - segment.offset, segment.offset + segment.size
        if runs and runs[-1].delta == delta and segment.offset <= runs[-1].end:
            runs[-1] = _Run(runs[-1].start, max(runs[-1].end, end), delta)
        else:
            runs.append(_Run(segment.offset, end, delta))
    return sorted(runs, key=lambda run: run.start)


def _pieces(data: memoryview, words: frozenset[int]) -> Iterator[int]:
    """Yield which of the whole words of some data may belong to a GUID."""
    whole = data[: len(data) // WORD * WORD].cast("Q")
    for start in range(0, len(whole), CHUNK):
        chunk = whole[start : start + CHUNK]
        if not words.isdisjoint(chunk):
            yield from (i for i, word in enumerate(chunk, start) if word in words)
