"""The e820 table in Linux's log on x86: what it was given, and what it made of that.

::

    BIOS-e820: [mem 0x0000000000100000-0x00000000007fffff] usable
    BIOS-e820: [mem 0x0000000000100000-0x00000000007fffff]  System RAM
    BIOS-e820: 0000000000100000 - 0000000000800000 (usable)

The second form is that of Linux 7.0 and newer, which prints the gaps between too; the third, whose
end is exclusive, that of Linux 3.4 and older. Unaccepted memory is usable memory here: no e820
table tells it apart.

Reference: Linux v6.12, arch/x86/kernel/e820.c, e820__print_table(), e820_print_type(); v2.6.39,
the same file, e820_print_map().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._newest_first import chronological
from efitool.formats._text_format import text_format
from efitool.model.e820 import E820Entry, E820Map, E820Type
from efitool.model.memmap import Unread

NAME = "dmesg-e820"

PATTERN = rb": \[mem ([^\r\n:]*(?::(?! \[mem )[^\r\n:]*)*)"
"""A row ends where the next begins, though a console may have lost the line end between."""

OLD_PATTERN = rb" - 0(?<=: [0-9a-f]{16} - 0)([^\r\n]*)"
SOURCE = re.compile(
    r"(?P<name>BIOS-[\w-]+|reserve setup_data|extended|user|modified|Xen)"
    r"(?:: (?P<start>[0-9a-f]{16}))?$"
)
"""The tables' names (``who`` of e820__print_table()); other lines speak of ranges like this."""

ENTRY = re.compile(
    r"0x([0-9a-f]{1,16})-0x([0-9a-f]{1,16})\] {1,9}(\S.{0,60}?) *(?:\[ *\d+\.\d{6}\].*)?"
)
"""Behind it the next row's timestamp may stand."""

OLD_ENTRY = re.compile(r"([0-9a-f]{15}) (?:\((?P<words>[\w ]+)\)|type (?P<type>\d{1,10})) *")
TYPES = {
    "usable": E820Type.USABLE,
    "System RAM": E820Type.USABLE,
    "reserved": E820Type.RESERVED,
    "device reserved": E820Type.RESERVED,
    "ACPI data": E820Type.ACPI,
    "ACPI NVS": E820Type.NVS,
    "unusable": E820Type.UNUSABLE,
    "persistent (type 7)": E820Type.PMEM,
    "persistent (type 12)": E820Type.PRAM,
    "persistent RAM (type 7)": E820Type.PMEM,
    "persistent RAM (type 12)": E820Type.PRAM,
    "soft reserved": E820Type.SOFT_RESERVED,
}
UNNAMED = re.compile(r"type (\d{1,10})")

FAR = 200
"""Lines between entries of one table at most: other processors print between them."""


def read(rows: Sequence[Row]) -> Iterator[E820Map]:
    """Yield each table of a log."""
    for source, part in _tables(chronological(rows, _start)):
        entries, lines, unread = [], [], []
        for row in part:
            if entry := _entry(row):
                entries.append(entry)
                lines.append(row.line)
            else:
                unread.append(Unread(row.line, f"{row.before} … {row.groups[0]}"))
        label = f"line {part[0].line}"
        yield E820Map(NAME, label, tuple(entries), source, tuple(lines), tuple(unread))


def _tables(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Part the rows where the source changes, addresses begin again, or much is between."""
    source, part, top = "", list[Row](), -1
    for row in rows:
        match = SOURCE.search(row.before)
        if not match:
            continue
        entry = _entry(row)
        again = entry is not None and entry.start < top
        if part and (match["name"] != source or again or part[-1].line + FAR < row.line):
            yield source, part
            part, top = [], -1
        source = match["name"]
        top = entry.end if entry else top
        part.append(row)
    if part:
        yield source, part


def _start(row: Row) -> int | None:
    entry = _entry(row)
    return entry.start if entry else None


def _entry(row: Row) -> E820Entry | None:
    """Return the entry of a row, or nothing if the row is damaged."""
    source = SOURCE.search(row.before)
    if source and source["start"]:
        return _old_entry(int(source["start"], 16), row.groups[0])
    found = ENTRY.fullmatch(row.groups[0])
    if found is None:
        return None
    unnamed = UNNAMED.fullmatch(found[3])
    type = int(unnamed[1]) if unnamed else TYPES.get(found[3])
    return None if type is None else E820Entry(int(found[1], 16), int(found[2], 16) + 1, type)


def _old_entry(start: int, text: str) -> E820Entry | None:
    """Return the entry that starts there, if a text that begins with its end is whole."""
    found = OLD_ENTRY.fullmatch(text)
    if found is None:
        return None
    type = int(found["type"]) if found["type"] else TYPES.get(found["words"])
    return None if type is None else E820Entry(start, int(found[1], 16), type)


READER = LineReader(NAME, PATTERN, read, heading=OLD_PATTERN)
FORMAT = text_format(
    READER,
    summary="the e820 tables in Linux's log, of Linux 2.6 to 7.x",
    kind=Kind.MEMORY_MAP,
    loses="EFI types, attributes, and that memory is unaccepted",
    example="dmesg of any x86 kernel",
)
