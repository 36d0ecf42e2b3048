"""Formats of text: one sort of lines, which ``--format`` asks for by its name."""

from __future__ import annotations

from efitool.errors import MalformedError
from efitool.formats._base import Format, Kind
from efitool.formats._log_scan import LineReader, scan
from efitool.formats._text import plain
from efitool.model.e820 import E820Map
from efitool.model.guest_log import GuestLog, sorted_out
from efitool.model.image import Data
from efitool.model.memmap import MemoryMap
from efitool.model.named_ranges import RangeList


def text_format(
    reader: LineReader[MemoryMap | E820Map | RangeList],
    *,
    summary: str,
    kind: Kind,
    loses: str,
    example: str,
) -> Format[GuestLog]:
    """Return the format of a text in which nothing but the lines of one reader count.

    It claims no file by itself: guest-log claims all text, and asks all readers.
    """

    def decode(data: Data) -> GuestLog:
        found = scan(plain(data), (reader,), thorough=True).by(reader)
        if not found:
            raise MalformedError(reader.name, "text", 0, "no line of it is there")
        return sorted_out(
            tuple(m for m in found if isinstance(m, MemoryMap)),
            tuple(m for m in found if isinstance(m, E820Map)),
            tuple(m for m in found if isinstance(m, RangeList)),
        )

    return Format(reader.name, summary, claims_nothing, decode, kind, loses, example)


def claims_nothing(data: Data) -> bool:
    """Whether a form of text claims a file: it never does."""
    return False
