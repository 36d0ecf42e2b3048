"""What GRUB's ``lsmmap`` prints: firmware's map as GRUB gives it to a kernel that has no EFI stub.

::

    base_addr = 0x100000000, length = 0x100000000, available RAM
    base_addr = 0x200000000, length = 0x40000000, reserved RAM

Unaccepted memory is reserved here. GRUB has types beyond those of e820: 16 holds coreboot's
tables, 20 firmware's code.

Reference: GRUB 2.12, grub-core/commands/lsmmap.c, lsmmap_hook(); include/grub/memory.h.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import near, parts, table
from efitool.formats._text_format import text_format
from efitool.model.e820 import E820Entry, E820Map, E820Type

NAME = "grub-lsmmap"

PATTERN = rb"(base_addr = [^\r\n]*)"
ROW = re.compile(
    r".*?base_addr = 0x(?P<start>[0-9a-f]{1,16}), length = 0x(?P<length>[0-9a-f]{1,16}), "
    r"(?:type = 0x(?P<type>[0-9a-f]{1,8})|(?P<words>\S.{0,60}?)) *"
)
TYPES: dict[str, int] = {
    "available RAM": E820Type.USABLE,
    "reserved RAM": E820Type.RESERVED,
    "ACPI reclaimable RAM": E820Type.ACPI,
    "ACPI non-volatile storage RAM": E820Type.NVS,
    "faulty RAM (BadRAM)": E820Type.UNUSABLE,
    "persistent RAM": E820Type.PMEM,
    "persistent RAM (legacy)": E820Type.PRAM,
    "RAM holding coreboot tables": 16,
    "RAM holding firmware code": 20,
}


def read(rows: Sequence[Row]) -> Iterator[E820Map]:
    """Yield each table of a text."""
    for part in parts(rows, near):
        if found := table(part, _entry):
            yield E820Map(
                NAME, found.label, found.entries, "GRUB lsmmap", found.lines, found.unread
            )


def _entry(text: str) -> E820Entry | None:
    """Return the entry of a row, or nothing if the row is damaged."""
    row = ROW.fullmatch(text)
    if row is None:
        return None
    type = int(row["type"], 16) if row["type"] else TYPES.get(row["words"])
    start = int(row["start"], 16)
    return None if type is None else E820Entry(start, start + int(row["length"], 16), type)


READER = LineReader(NAME, PATTERN, read)
FORMAT = text_format(
    READER,
    summary="GRUB's lsmmap, in English",
    kind=Kind.MEMORY_MAP,
    loses="EFI types, attributes, and that memory is unaccepted",
    example="lsmmap at GRUB's prompt, on a serial console",
)
