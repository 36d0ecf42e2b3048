"""How a log of any size is walked: piece by piece, and no more than one is held at a time.

A dozen patterns would be a dozen passes over a log of gigabytes, so that of a large one only the
pieces that show a `Sign` are searched, those beside them, the first and the last.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from efitool.model.image import Data

PIECE = 128 << 10
"""Bytes that are looked at at once: they stay in the processor's cache, and hold a whole boot."""

BLOCK, BLOCK_SIZE = b"MemTotal:", 4 << 10
"""What starts the lines of /proc/meminfo, which are read as one, and more bytes than they have."""

KEPT = 32 << 20
"""Bytes of a mapped file that stay in memory: to let go of each piece would cost as much as to
search it, and lines may have to be counted in it again."""


class Sign(NamedTuple):
    """What a piece with rows of a reader shows, and others hardly do.

    ``byte`` is one that logs hardly have, so that most pieces need no more than the fastest search
    that there is; ``literal`` confirms it.
    """

    byte: bytes
    literal: bytes


def windows(data: Data, signs: Sequence[Sign]) -> Iterator[tuple[int, bytes]]:
    """Yield the pieces to search, each with its offset.

    Without signs these are all; else those that show one, those beside them, the first and the
    last: a log begins in the middle of a boot, and ends with what was asked of the guest.
    """
    literals: dict[bytes, list[bytes]] = {}
    for byte, literal in signs:
        literals.setdefault(byte, []).append(literal)
    passed: tuple[int, bytes] | None = None
    near = True
    for offset, piece in _pieces(data):
        tells = not signs or any(
            byte in piece and any(literal in piece for literal in literals[byte])
            for byte in literals
        )
        if tells and passed:
            yield passed
        passed = None if tells or near else (offset, piece)
        if tells or near:
            yield offset, piece
        near = tells
    if passed:
        yield passed


def _pieces(data: Data) -> Iterator[tuple[int, bytes]]:
    """Yield the data in whole lines, or in parts of a line that is longer than a piece."""
    at = 0
    while at < len(data):
        end = min(at + PIECE, len(data))
        if end < len(data):
            end = data.rfind(b"\n", at, end) + 1 or end
            block = data.rfind(BLOCK, max(at, end - BLOCK_SIZE), end)
            end = data.rfind(b"\n", at, max(block, at)) + 1 or end
        yield at, data[at:end]
        _let_go(data, at, end)
        at = end


def _let_go(data: Data, start: int, end: int) -> None:
    """Let go of a mapped file up to here, once in a stretch of `KEPT` bytes."""
    passed = start // KEPT < end // KEPT
    if passed and isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED, 0, end)


class LineCounter:
    """Numbers of lines, counted when there is somebody to be told: it takes as long as a search."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._offset = 0
        self._line = 1

    def at(self, offset: int) -> int:
        """Return the number of the line at an offset, never one before the last."""
        for start in range(self._offset, offset, PIECE):
            end = min(start + PIECE, offset)
            self._line += self._data[start:end].count(b"\n")
            _let_go(self._data, start, end)
        self._offset = offset
        return self._line
