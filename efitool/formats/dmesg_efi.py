"""The EFI memory map in Linux's log, which ``efi=debug`` on the command line puts there.

::

    efi: mem09: [Unaccepted  |   |  | … |WB|WT|WC|UC] range=[0x10000000-0x3fffffff] (768MB)
    efi:   0x000040000000-0x000043ffffff [Conventional|   |  |  |  |  | … |   |WB|  |  |  ]

The first form is x86's, the second that of other architectures. Columns came and went over the
years, so an attribute counts by its name and not by its place. Before the map, Linux says which
descriptors it leaves out of it (``(invalid)``): they are put back. A later ``EFI runtime memory
map`` and the memory attributes table (``memattr:``) are maps of their own.

Reference: Linux v6.12, drivers/firmware/efi/efi.c, efi_md_typeattr_format();
arch/x86/platform/efi/efi.c, efi_print_memmap(); drivers/firmware/efi/memattr.c.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from efitool.formats._base import Kind
from efitool.formats._dmesg_efi_row import descriptor
from efitool.formats._log_pieces import Sign
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._newest_first import chronological
from efitool.formats._text_format import text_format
from efitool.model.memmap import MapKind, MemoryMap, Unread

NAME = "dmesg-efi"

PATTERN = (
    rb"efi: (mem\d+: |memattr: +(?=0x)| +(?=0x\w+-)"
    rb"|EFI runtime memory map:|Processing EFI memory map:)([^\r\ne]*(?:e(?!fi: [m ])[^\r\ne]*)*)"
)
"""A row ends where the next begins, though a console may have lost the line end between."""

INDEX = re.compile(r"mem(\d{1,9}): ")
REMOVED = re.compile(r"\] \(invalid\) *$")
"""The end of a row that Linux leaves out of its map: no pages, or too many for the address space
(efi_memmap_entry_valid())."""

FAR = 200
"""Lines between rows of one map at most: other processors print between them."""


def read(rows: Sequence[Row]) -> Iterator[MemoryMap]:
    """Yield each map of a log."""
    for kind, removed, part in _maps(chronological(rows, _index)):
        descriptors, lines = [], []
        unread = _missing(part or removed)
        for row in _restored(removed, part):
            if found := descriptor(row.groups[1]):
                descriptors.append(found)
                lines.append(row.line)
            else:
                unread.append(Unread(row.line, "".join(row.groups)))
        yield MemoryMap(
            NAME,
            f"line {(removed or part)[0].line}",
            tuple(descriptors),
            kind,
            lines=tuple(lines),
            unread=tuple(sorted(unread)),
        )


def _maps(rows: Iterable[Row]) -> Iterator[tuple[MapKind, list[Row], list[Row]]]:
    """Part the rows at headings, where the numbers begin again, and where much is between.

    Yield what Linux removed from a map, and what it left.
    """
    heading, removed, part = None, list[Row](), list[Row]()
    for row in rows:
        is_heading = row.groups[0].endswith("map:")
        is_removed = REMOVED.search(row.groups[1]) is not None
        if (part and (is_heading or is_removed or not _goes_on(part[-1], row))) or (
            removed and not part and removed[-1].line + FAR < row.line
        ):
            yield _kind(heading, (part or removed)[0]), removed, part
            heading, removed, part = None, [], []
        if is_heading:
            heading = row
        else:
            (removed if is_removed else part).append(row)
    if part or removed:
        yield _kind(heading, (part or removed)[0]), removed, part


def _restored(removed: list[Row], part: list[Row]) -> list[Row]:
    """Return the rows in the order of firmware: Linux numbers what it leaves anew."""
    rows = part.copy()
    for row in removed:
        rows.insert(_index(row) or 0, row)
    return rows


def _kind(heading: Row | None, first: Row) -> MapKind:
    """Return what the first row and the heading above it, if any, say of the map."""
    if first.groups[0].startswith("memattr"):
        return MapKind.ATTRIBUTES_TABLE
    near = heading and first.line <= heading.line + FAR
    runtime = heading and heading.groups[0].startswith("EFI runtime")
    return MapKind.RUNTIME_MAP if near and runtime else MapKind.MEMORY_MAP


def _goes_on(row: Row, following: Row) -> bool:
    """Whether two rows are of one map."""
    index, next_index = _index(row), _index(following)
    if row.line + FAR < following.line or row.groups[0][:4] != following.groups[0][:4]:
        return index is not None and next_index == index + 1
    return index is None or next_index is None or index < next_index


def _index(row: Row) -> int | None:
    match = INDEX.fullmatch(row.groups[0])
    return int(match[1]) if match else None


def _missing(part: list[Row]) -> list[Unread]:
    """Say which numbers are left out: their lines were lost."""
    indexes = [(row.line, index) for row in part if (index := _index(row)) is not None]
    return [
        Unread(line, f"mem{last + 1:02} to mem{index - 1:02} are missing before this line")
        for (_, last), (line, index) in pairwise([(0, -1), *indexes])
        if index > last + 1
    ]


READER = LineReader(NAME, PATTERN, read, (Sign(b"|", b"|  |"),))
FORMAT = text_format(
    READER,
    summary="the EFI memory map in Linux's log, x86 and others, of Linux 3.x to 7.x",
    kind=Kind.MEMORY_MAP,
    loses="virtual addresses",
    example="dmesg of a kernel booted with efi=debug",
)
