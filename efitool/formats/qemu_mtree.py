"""What QEMU's monitor says of a guest's address spaces: ``info mtree``, and ``-f`` for it flat.

::

    FlatView #1
     AS "memory", root: system
     Root memory region: system
      0000000000100000-000000007fffffff (prio 0, ram): pc.ram @0000000000100000

Reference: QEMU 9.2, system/memory.c, mtree_print_mr(), mtree_print_flatview().
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

NAME = "qemu-mtree"

PATTERN = rb"(\(prio )([^\r\n]*)"
HEADING = rb"(: )(?:(?<=address-space: )|(?<=memory-region: )|(?<=Root memory region: ))([^\r\n]*)"

REGION = "(prio "

ADDRESSES = re.compile(r"( *)([0-9a-f]{16})-([0-9a-f]{16}) ")
KIND = re.compile(r"-?\d+, ([^)]+)\): (.*\S) *")
MARGIN = 2
"""Blanks before a region that is inside no other, and for each one around it."""


def read(rows: Sequence[Row]) -> Iterator[RangeList]:
    """Yield each address space that has regions, in order."""
    for name, part in _parts(rows):
        ranges, lines, unread = [], [], []
        for row in part:
            if region := _region(row):
                ranges.append(region)
                lines.append(row.line)
            else:
                unread.append(Unread(row.line, row.before + "".join(row.groups)))
        label = f"{name}, line {part[0].line}" if name else f"line {part[0].line}"
        if ranges:
            yield RangeList(NAME, label, tuple(ranges), tuple(lines), tuple(unread))


def _parts(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Part the regions at the headings, whose last one names them."""
    name, part = "", list[Row]()
    for row in rows:
        if row.groups[0] == REGION:
            part.append(row)
            continue
        if part:
            yield name, part
        name, part = row.groups[1].strip(), []
    if part:
        yield name, part


def _region(row: Row) -> NamedRange | None:
    """Return the region of a row, or nothing if the row is damaged."""
    at = ADDRESSES.fullmatch(row.before)
    what = KIND.fullmatch(row.groups[1])
    range = inclusive(at[2], at[3]) if at else None
    if at is None or what is None or range is None:
        return None
    return NamedRange(range, f"{what[1]}: {what[2]}", max(len(at[1]) // MARGIN - 1, 0))


READER = LineReader(NAME, PATTERN, read, heading=HEADING)
FORMAT = text_format(
    READER,
    summary="a guest's address spaces as QEMU's monitor prints them",
    kind=Kind.MEMORY_MAP,
    loses="EFI types, attributes, and that memory is unaccepted",
    example="info mtree -f in QEMU's monitor",
)
