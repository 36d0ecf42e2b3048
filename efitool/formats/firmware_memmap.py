"""The e820 table as firmware gave it: /sys/firmware/memmap of x86.

A directory for each entry with *start*, *end* and *type*; as text one entry is on a line::

    0 0x0 0x9ffff System RAM

or a file is, with its path.

The kernel's own changes are not in it, and unaccepted memory is System RAM.

Reference: Linux v6.12, Documentation/ABI/testing/sysfs-firmware-memmap; arch/x86/kernel/e820.c,
e820_type_to_string().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from efitool.formats import _sysfs_text
from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._numbered_rows import NUMBER, parts
from efitool.formats._text_format import text_format
from efitool.model.e820 import E820Entry, E820Map, E820Type
from efitool.model.memmap import Unread

NAME = "firmware-memmap"
SOURCE = "/sys/firmware/memmap"

TYPES = {
    "System RAM": E820Type.USABLE,
    "Reserved": E820Type.RESERVED,
    "ACPI Tables": E820Type.ACPI,
    "ACPI Non-volatile Storage": E820Type.NVS,
    "Unusable memory": E820Type.UNUSABLE,
    "Persistent Memory": E820Type.PMEM,
    "Persistent Memory (legacy)": E820Type.PRAM,
    "Soft Reserved": E820Type.SOFT_RESERVED,
}
"""Its words; ``Unknown E820 type`` does not say which."""

PATTERN = rb" 0x(?=[0-9a-f]{1,16} 0x)([^\r\n]*)"
ENTRY = re.compile(r"(?P<start>[0-9a-f]{1,16}) 0x(?P<end>[0-9a-f]{1,16}) (?P<type>\S.*?) *")
WORDS = tuple(word[:6] for word in (*TYPES, "Unknown E820 type"))
"""How a row goes on, though its end be lost."""


def entry(fields: Mapping[str, str]) -> E820Entry:
    """Return the entry of fields by the names of their files. Raises `ValueError`, `KeyError`."""
    return E820Entry(int(fields["start"], 16), int(fields["end"], 16) + 1, TYPES[fields["type"]])


def read(rows: Sequence[Row]) -> Iterator[E820Map]:
    """Yield each table of a text: those with a line for an entry, those with one for a file."""
    yield from _lines(rows)
    for found in _sysfs_text.tables(rows, entry):
        yield E820Map(NAME, found.label, found.entries, SOURCE, found.lines, found.unread)


def _lines(rows: Sequence[Row]) -> Iterator[E820Map]:
    """Yield each table whose entries have a line, and whose numbers begin again."""
    for part in parts(filter(_is_entry, rows)):
        entries, lines, unread = [], [], []
        for row in part:
            fields = ENTRY.fullmatch(row.groups[0])
            if fields and fields["type"] in TYPES:
                entries.append(entry(fields.groupdict()))
                lines.append(row.line)
            else:
                unread.append(Unread(row.line, f"{row.before} 0x{row.groups[0]}"))
        label = f"line {part[0].line}"
        yield E820Map(NAME, label, tuple(entries), SOURCE, tuple(lines), tuple(unread))


def _is_entry(row: Row) -> bool:
    """Whether it is an entry, though its end be lost, and no other line with two numbers."""
    fields = ENTRY.fullmatch(row.groups[0])
    return bool(fields and NUMBER.fullmatch(row.before) and fields["type"].startswith(WORDS))


READER = LineReader(NAME, PATTERN, read, heading=_sysfs_text.pattern(b"memmap"))
FORMAT = text_format(
    READER,
    summary="the e820 table that firmware gave, an entry or a file a line",
    kind=Kind.MEMORY_MAP,
    loses="EFI types, attributes, and that memory is unaccepted",
    example=f"grep . {SOURCE}/*/*, or its fields on one line",
)
