"""The contents of an image that are searched for marks of programs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from re import Match, Pattern

from efitool.model.image import Image

MAX_SEARCHED = 8 << 20
"""Bytes that are searched: what a program calls itself stands in its first megabytes."""

MAX_BEHIND = 64 << 10
"""Bytes behind all sections that are searched: systemd v252 on arm64 has its name there. Of an
image without sections they are the first: those of the x86 boot protocol begin with their name."""

MAX_PLACES = 4096
"""Places of one mark that are looked at: programs have some dozens."""

NEIGHBOURHOOD = 64
"""Bytes before and behind a text that are searched for the version it is printed with."""


class Contents:
    """What an image maps, and the start of what it does not."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self._pieces = tuple(_pieces(image))

    def search(self, mark: bytes, then: Pattern[bytes]) -> tuple[int, Match[bytes]] | None:
        """Find a mark that ``then`` follows; return the mark's offset and the match."""
        for offset, piece, at in islice(self._places(mark), MAX_PLACES):
            if match := then.match(piece, at + len(mark)):
                return offset + at, match
        return None

    def search_near(self, text: bytes, pattern: Pattern[bytes]) -> Match[bytes] | None:
        """Find a pattern in the neighbourhood of the first place where a text stands."""
        place = next(self._places(text), None)
        if place is None:
            return None
        _, piece, at = place
        return pattern.search(piece, max(at - NEIGHBOURHOOD, 0), at + len(text) + NEIGHBOURHOOD)

    def _places(self, text: bytes) -> Iterator[tuple[int, bytes, int]]:
        """Yield where a text stands: the piece's offset, the piece, and where in it."""
        for offset, piece in self._pieces:
            at = piece.find(text)
            while at >= 0:
                yield offset, piece, at
                at = piece.find(text, at + 1)


def _pieces(image: Image) -> Iterator[tuple[int, bytes]]:
    left = MAX_SEARCHED
    for offset, size in (*((s.offset, s.size) for s in image.segments), _behind(image)):
        piece = image.data[offset : offset + min(size, left)]
        left -= len(piece)
        yield offset, piece


def _behind(image: Image) -> tuple[int, int]:
    """Return where the sections end, and how much is looked at there."""
    sections = image.pe.sections if image.pe else ()
    return max((s.end for s in sections), default=0), MAX_BEHIND
