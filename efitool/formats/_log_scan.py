"""The scanner of logs: finds the lines that somebody reads, among any number that nobody does.

Each `LineReader` brings a pattern that begins with a literal, which regular expressions find at
the speed of memory. Of a large log only the pieces near a `Sign` are searched; of a small one, and
where no map is found that way, all are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from efitool.errors import LimitError
from efitool.formats._log_pieces import LineCounter, Sign, windows
from efitool.formats._log_wrapping import is_json, unwrapped
from efitool.model.image import Data

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
    unsearched: tuple[tuple[int, int], ...] = ()
    """Where pieces without a sign were passed over: the first offset, and the first behind."""

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
    lines = LineCounter(data)
    json = is_json(data)
    unsearched, at = [], 0
    for offset, piece in windows(data, signs):
        if at < offset:
            unsearched.append((at, offset))
        at = offset + len(piece)
        text = unwrapped(piece, json=json)
        for name, patterns, rows in wanted:
            matches = chain.from_iterable(_rows(p, text, offset, lines) for p in patterns)
            rows += sorted(matches, key=_line) if len(patterns) > 1 else matches
            if len(rows) > ROW_LIMIT:
                raise LimitError(f"more than {ROW_LIMIT} lines of {name}")
    if signs and not any(found.rows[r.name] for r in readers if r.signs):
        return scan(data, readers, thorough=True)
    return found._replace(unsearched=tuple(unsearched))


def _line(row: Row) -> int:
    return row.line


def _rows(
    pattern: re.Pattern[bytes], text: bytes, offset: int, lines: LineCounter
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
