"""The RAM map in the log of Xen: an e820 table, made of the EFI memory map where there is one.

::

    (XEN) EFI RAM map:
    (XEN)  [0000000000000000, 000000000009ffff] (usable)
    (XEN)  0000000000000000 - 00000000000a0000 (usable)

The second form, whose end is exclusive, is that of Xen 4.13 and older. Unaccepted memory is
reserved here.

Reference: Xen 4.17 and 4.13, xen/arch/x86/e820.c, print_e820_memory_map(), init_e820().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import near_below, parts, table
from efitool.formats._text_format import text_format
from efitool.formats.xen_efi import PREFIX
from efitool.model.e820 import E820Entry, E820Map, E820Type

NAME = "xen-e820"

PATTERN = (
    rb"("
    + PREFIX
    + rb"(?:([\w -]+ RAM map):| +(?=\[[0-9a-f]{8,}, |[0-9a-f]{16} - [0-9a-f]{8}))[^\r\n]*)"
)
ROW = re.compile(
    r".* (?:\[(?P<start>[0-9a-f]{16}), (?P<last>[0-9a-f]{16})\]"
    r"|(?P<old>[0-9a-f]{16}) - (?P<end>[0-9a-f]{16})) "
    r"(?:\((?P<words>[\w ]+)\)|type (?P<type>\d{1,10})) *"
)
TYPES = {
    "usable": E820Type.USABLE,
    "reserved": E820Type.RESERVED,
    "ACPI data": E820Type.ACPI,
    "ACPI NVS": E820Type.NVS,
    "unusable": E820Type.UNUSABLE,
}


def read(rows: Sequence[Row]) -> Iterator[E820Map]:
    """Yield each table of a log."""
    for part in parts(rows, near_below):
        source = f"Xen {(part[0].groups[1] or 'RAM map').removeprefix('Xen-')}"
        if found := table(part, _entry):
            yield E820Map(NAME, found.label, found.entries, source, found.lines, found.unread)


def _entry(text: str) -> E820Entry | None:
    """Return the entry of a row, or nothing if the row is damaged."""
    row = ROW.fullmatch(text)
    if row is None:
        return None
    type = int(row["type"]) if row["type"] else TYPES.get(row["words"])
    start = int(row["start"] or row["old"], 16)
    end = int(row["last"], 16) + 1 if row["last"] else int(row["end"], 16)
    return None if type is None else E820Entry(start, end, type)


READER = LineReader(NAME, PATTERN, read)
FORMAT = text_format(
    READER,
    summary="the RAM map (e820) in the log of Xen",
    kind=Kind.MEMORY_MAP,
    loses="EFI types, attributes, and that memory is unaccepted",
    example="xl dmesg, or Xen's serial console",
)
