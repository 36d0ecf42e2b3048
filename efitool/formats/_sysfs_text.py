"""Folders of /sys as people paste them: ``grep . …/*/*``, ``grep -r . …``, ``tail -n +1 …/*/*``.

::

    /sys/firmware/memmap/0/end:0x9ffff      ==> /sys/firmware/memmap/0/end <==
                                            0x9ffff

A shell sorts the folder 10 before 2, and ``grep -r`` sorts nothing: numbers give the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from efitool.formats._log_scan import Row
from efitool.formats._tables import Table
from efitool.model.memmap import Unread

T = TypeVar("T")

GROUPS = 4
"""Number of the folder, name of the file, and its value: digits in hex, or words."""


class Folder(NamedTuple):
    """The files of a folder by name, and the line of the first."""

    line: int
    fields: dict[str, str]


def pattern(folder: bytes) -> bytes:
    """Return a pattern of `GROUPS` groups of the files in the folders inside a folder."""
    return (
        folder
        + rb"/(\d{1,9})/(\w{1,20})(?::| <==\r*\n)"
        + rb"(?:(?:0x([0-9a-f]{1,16}) {0,9}|([A-Z][^\r\n]{0,39}))(?=[\r\n]|\Z))?"
    )


def is_file(row: Row) -> bool:
    """Whether a row is one of `pattern`, and not of a form that has other groups."""
    return len(row.groups) == GROUPS


def tables(rows: Iterable[Row], entry: Callable[[Mapping[str, str]], T]) -> Iterator[Table[T]]:
    """Yield each table of a text, in the order of its numbers.

    A folder of which ``entry`` raises `ValueError` or `KeyError` is damaged; where all are, the
    lines are somebody else's.
    """
    for part in _parts(filter(is_file, rows)):
        entries, lines, unread = [], [], []
        for number, folder in sorted(part.items()):
            try:
                entries.append(entry(folder.fields))
            except (KeyError, ValueError):
                said = " ".join(f"{name}={value}" for name, value in folder.fields.items())
                unread.append(Unread(folder.line, f"{number}: {said}"))
            else:
                lines.append(folder.line)
        if entries:
            yield Table(tuple(entries), tuple(lines), tuple(unread))


def _parts(rows: Iterable[Row]) -> Iterator[dict[int, Folder]]:
    """Part the files where one of them comes again."""
    part = dict[int, Folder]()
    for row in rows:
        digits, name, number, words = row.groups
        folder = part.get(int(digits))
        if folder and name in folder.fields:
            yield part
            part, folder = {}, None
        folder = folder or part.setdefault(int(digits), Folder(row.line, {}))
        folder.fields[name] = number or words.rstrip()
    if part:
        yield part
