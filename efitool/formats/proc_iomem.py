"""What Linux has made of the address space: /proc/iomem.

::

    00100000-007fffff : System RAM
      00200000-002fffff : Kernel code

Who is not root reads zeros for all addresses: such lines tell nothing.

Reference: Linux v6.12, kernel/resource.c, r_show().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import inclusive
from efitool.formats._text_format import text_format
from efitool.model.memmap import Unread
from efitool.model.named_ranges import NamedRange, RangeList

NAME = "proc-iomem"

PATTERN = rb" : (?<=[0-9a-f]{8} : )([^\r\n]*)"
"""Addresses have eight digits or more; those of /proc/ioports have four."""

ADDRESSES = re.compile(r"(?:.*\S(?= ))?( *)([0-9a-f]{8,16})-([0-9a-f]{8,16})")
NEAR = 3
"""Lines from one of a list to the next at most: a console may lose one, or print between."""


def read(rows: Sequence[Row]) -> Iterator[RangeList]:
    """Yield each list of a text: its lines follow one another."""
    for part in _parts(rows):
        ranges, lines, unread = [], [], []
        for row in part:
            found = _range(row)
            if found and found.range.size > 1:
                ranges.append(found)
                lines.append(row.line)
            else:
                unread.append(Unread(row.line, f"{row.before} : {row.groups[0]}"))
        label = f"line {part[0].line}"
        yield RangeList(NAME, label, tuple(ranges), tuple(lines), tuple(unread))


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Part the rows where lines are between, or addresses at the margin begin again."""
    part, top = list[Row](), 0
    for row in rows:
        found = _range(row)
        start = found.range.start if found and not found.depth else top
        if part and (row.line > part[-1].line + NEAR or start < top):
            yield part
            part = []
        if found or (part and row.line == part[-1].line + 1):
            part.append(row)
            top = start
    if part:
        yield part


def _range(row: Row) -> NamedRange | None:
    """Return the range of a row, or nothing if the row is damaged or of something else."""
    found = ADDRESSES.fullmatch(row.before)
    range = inclusive(found[2], found[3]) if found else None
    if found is None or range is None:
        return None
    return NamedRange(range, row.groups[0].rstrip(), len(found[1]) // 2)


READER = LineReader(NAME, PATTERN, read)
FORMAT = text_format(
    READER,
    summary="what Linux has made of the address space",
    kind=Kind.MEMORY_MAP,
    loses="EFI types, attributes, and that memory is unaccepted",
    example="/proc/iomem, read by root",
)
