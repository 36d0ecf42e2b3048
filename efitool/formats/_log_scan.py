"""The scanner of logs: finds the lines that somebody reads, among any number that nobody does.

Each `LineReader` brings a pattern that begins with a literal, which regular expressions find at
the speed of memory. A dozen of them would still be a dozen passes over a log of gigabytes, so the
log is taken in pieces, and only pieces that show a `Sign`, and those beside them, are searched;
in a small log, and where no map is found that way, all are. No more than a piece is held at a time.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from efitool.errors import LimitError
from efitool.formats._log_wrapping import is_json, unwrapped
from efitool.model.image import Data

PIECE = 128 << 10
"""Bytes that are looked at at once: they stay in the processor's cache, and hold a whole boot."""

KEPT = 32 << 20
"""Bytes of a mapped file that stay in memory: to let go of each piece would cost as much as to
search it, and lines may have to be counted in it again."""

ROW_LIMIT = 1 << 20
"""Lines that one reader is given: a map has hundreds, a log of a thousand boots a few more."""

BEFORE = 200
"""Bytes before a match that a reader is shown: lines may be long, and matches on them many."""

SMALL = 4 << 20
"""Bytes of a log of which all is searched: that takes a twentieth of a second."""

T_co = TypeVar("T_co", covariant=True)


class Row(NamedTuple):
    """A match of a reader's pattern."""

    line: int
    """The number of its line, from 1."""
    before: str
    """What stands before it on its line, `BEFORE` bytes at most: a timestamp, a name."""
    groups: tuple[str, ...]
    """The groups of the pattern; empty where one took no part."""


class Sign(NamedTuple):
    """What a piece with rows of a reader shows, and others hardly do.

    ``byte`` is one that logs hardly have, so that most pieces need no more than the fastest search
    that there is; ``literal`` confirms it.
    """

    byte: bytes
    literal: bytes


class LineReader(NamedTuple, Generic[T_co]):
    """A reader of one sort of lines.

    ``pattern`` begins with a literal and matches a line that is cut, too: ``read`` knows better
    than a pattern what is missing. It is given all rows of a log, in order.
    """

    name: str
    pattern: bytes
    read: Callable[[Sequence[Row]], Iterator[T_co]]
    signs: tuple[Sign, ...] = ()
    heading: bytes = b""
    """A pattern of its own for lines between the rows: two literals would make one that begins
    with neither, for which every byte is tried."""

    def patterns(self) -> tuple[re.Pattern[bytes], ...]:
        """Return what its rows match, any of these."""
        return tuple(re.compile(p) for p in (self.pattern, self.heading) if p)


class Found(NamedTuple):
    """The rows of each reader, by its name."""

    rows: dict[str, list[Row]]

    def by(self, reader: LineReader[T_co]) -> tuple[T_co, ...]:
        """Return what a reader makes of its rows."""
        return tuple(reader.read(self.rows[reader.name]))


def scan(data: Data, readers: Iterable[LineReader[Any]], *, thorough: bool = False) -> Found:
    """Find the rows of all readers; ``thorough`` takes no account of signs. Raises `LimitError`."""
    readers = tuple(readers)
    thorough = thorough or len(data) <= SMALL
    signs = () if thorough else tuple(dict.fromkeys(s for r in readers for s in r.signs))
    found = Found({r.name: [] for r in readers})
    wanted = [(r.name, r.patterns(), found.rows[r.name]) for r in readers]
    lines = _LineCounter(data)
    json = is_json(data)
    for offset, piece in _windows(data, signs):
        text = unwrapped(piece, json=json)
        for name, patterns, rows in wanted:
            matches = chain.from_iterable(_rows(p, text, offset, lines) for p in patterns)
            rows += sorted(matches, key=_line) if len(patterns) > 1 else matches
            if len(rows) > ROW_LIMIT:
                raise LimitError(f"more than {ROW_LIMIT} lines of {name}")
    if signs and not any(found.rows[r.name] for r in readers if r.signs):
        return scan(data, readers, thorough=True)
    return found


class _LineCounter:
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


def _line(row: Row) -> int:
    return row.line


def _rows(
    pattern: re.Pattern[bytes], text: bytes, offset: int, lines: _LineCounter
) -> Iterator[Row]:
    """Yield the matches in the piece at an offset, which is unwrapped."""
    line = counted = 0
    for match in pattern.finditer(text):
        start = match.start()
        line = (line or lines.at(offset)) + text.count(b"\n", counted, start)
        counted = start
        nearby = text[max(start - BEFORE, 0) : start]
        before = nearby[nearby.rfind(b"\n") + 1 :]
        groups = tuple(group.decode("utf-8", "replace") for group in match.groups(b""))
        yield Row(line, before.decode("utf-8", "replace"), groups)


def _windows(data: Data, signs: tuple[Sign, ...]) -> Iterator[tuple[int, bytes]]:
    """Yield the pieces to search, each with its offset.

    Without signs these are all; else those that show one, those beside them, the first and the
    last: a log begins in the middle of a boot, and ends with what was asked of the guest.
    """
    passed: tuple[int, bytes] | None = None
    near = True
    for offset, piece in _pieces(data):
        tells = not signs or any(s.byte in piece and s.literal in piece for s in signs)
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
        yield at, data[at:end]
        _let_go(data, at, end)
        at = end


def _let_go(data: Data, start: int, end: int) -> None:
    """Let go of a mapped file up to here, once in a stretch of `KEPT` bytes."""
    passed = start // KEPT < end // KEPT
    if passed and isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED, 0, end)
