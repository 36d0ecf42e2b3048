"""Ranges in the debug log of edk2: what PEI has allocated, and what OVMF was told of memory.

::

    PlatformAddHobCB: HighMemory [0x100000000, 0x180000000)
    PlatformAddHobCB: Reserved [0xFD00000000, 0x10000000000)
    Memory Allocation 0x00000004 0x7F7B0000 - 0x7F7CFFFF
    Memory Allocation 0x0000000F 0x7F7D0000 - 0x7F7D0FFF

Allocations have EFI's types, and are a part of the map that firmware makes of them. Of memory
below 4 GiB, OVMF prints no range.

Reference: edk2 202405, MdeModulePkg/Core/Dxe/DxeMain/DxeMain.c, DxeMain();
OvmfPkg/Library/PlatformInitLib/MemDetect.c, PlatformAddHobCB().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import near, parts, table
from efitool.formats._text_format import text_format
from efitool.model.memmap import type_name
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

NAME = "edk2-debug-log"

ALLOCATION = "Memory Allocation 0x"
PATTERN = rb"(Memory Allocation 0x[^\r\n]*)"
HEADING = rb"(PlatformAddHobCB: [^\r\n]*)"

HEX = "0x([0-9a-fA-F]{1,16})"
ALLOCATED = re.compile(rf".*{ALLOCATION}([0-9a-fA-F]{{8}}) {HEX} - {HEX} *")
TOLD = re.compile(rf".*PlatformAddHobCB: (\w[\w ]*) \[{HEX}, {HEX}\)(?: \(NOT HANDLED\))? *")


def read(rows: Sequence[Row]) -> Iterator[RangeList]:
    """Yield what stands together in a log: allocations, or what OVMF was told."""
    for part in parts(rows, _goes_on):
        if found := table(part, _allocated if _is_allocation(part[0]) else _told):
            what = "allocations" if _is_allocation(part[0]) else "PlatformAddHobCB"
            label = f"{what}, {found.label}"
            yield RangeList(NAME, label, found.entries, found.lines, found.unread)


def _is_allocation(row: Row) -> bool:
    return row.groups[0].startswith(ALLOCATION)


def _goes_on(row: Row, following: Row) -> bool:
    return near(row, following) and _is_allocation(row) == _is_allocation(following)


def _allocated(text: str) -> NamedRange | None:
    """Return the range of a row, or nothing if the row is damaged."""
    row = ALLOCATED.fullmatch(text)
    if row is None or int(row[2], 16) > int(row[3], 16) + 1:
        return None
    return NamedRange(PhysRange(int(row[2], 16), int(row[3], 16) + 1), type_name(int(row[1], 16)))


def _told(text: str) -> NamedRange | None:
    """Return the range of a row, whose end is exclusive, or nothing if the row is damaged."""
    row = TOLD.fullmatch(text)
    if row is None or int(row[2], 16) > int(row[3], 16):
        return None
    return NamedRange(PhysRange(int(row[2], 16), int(row[3], 16)), row[1])


READER = LineReader(NAME, PATTERN, read, heading=HEADING)
FORMAT = text_format(
    READER,
    summary="allocations and e820 entries in edk2's debug log",
    kind=Kind.MEMORY_MAP,
    loses="attributes, and all that was not allocated when DXE began",
    example="the debug port's log of a DEBUG build: -debugcon file:LOG",
)
