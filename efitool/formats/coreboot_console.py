"""The memory map that coreboot prints before it writes its table.

::

    Writing coreboot table at 0x7ab34000
     0. 0000000000000000-0000000000000fff: CONFIGURATION TABLES
     1. 0000000000001000-000000000009ffff: RAM

It has what coreboot itself occupies (``RAMSTAGE``, ``PAYLOAD``), which is RAM in the table.

Reference: coreboot 24.05, src/lib/bootmem.c, bootmem_dump_ranges().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import LAST, inclusive, near, parts, table, text
from efitool.formats._text_format import text_format
from efitool.model.named_ranges import NamedRange, RangeList

NAME = "coreboot-console"

PATTERN = rb"(" + LAST + rb"(?<=\. [0-9a-f]{16}-00)[^\r\n]*)"

ROW = re.compile(
    r"(?:.*\D)?\d{1,9}\. (?P<start>[0-9a-f]{16})-(?P<last>[0-9a-f]{16}): "
    r"(?P<name>[A-Z][\w !]{0,39})"
)
FIRST = re.compile(r"(?:.*\D)?0\. .*")


def read(rows: Sequence[Row]) -> Iterator[RangeList]:
    """Yield each map of a log, which begins with row 0."""
    for part in parts(rows, _goes_on):
        if found := table(part, _range):
            yield RangeList(NAME, found.label, found.entries, found.lines, found.unread)


def _goes_on(row: Row, following: Row) -> bool:
    return near(row, following) and not FIRST.fullmatch(text(following))


def _range(text: str) -> NamedRange | None:
    """Return the range of a row, or nothing if the row is damaged."""
    row = ROW.fullmatch(text)
    range = inclusive(row["start"], row["last"]) if row else None
    return NamedRange(range, row["name"].rstrip()) if row and range else None


READER = LineReader(NAME, PATTERN, read)
FORMAT = text_format(
    READER,
    summary="the memory map that coreboot prints",
    kind=Kind.MEMORY_MAP,
    loses="EFI types, attributes, and that memory is unaccepted",
    example="cbmem -c, or coreboot's serial console at level 7 (debug)",
)
