"""The map of the memory space that edk2's DXE core keeps, as its debug log dumps it.

::

    GCDMemType Range                             Capabilities     Attributes
    ========== ================================= ================ ================
    SystemMem  0000000000000000-000000000009FFFF 800000000002600F 0000000000000008*
    Unaccepte  0000000100000000-000000017FFFFFFF 0000000000000001 0000000000000000

Its rows look like those of the EFI shell's memmap: the heading tells them apart.

Reference: edk2 202405, MdeModulePkg/Core/Dxe/Gcd/Gcd.c, CoreDumpGcdMemorySpaceMap(), which prints
if *DEBUG_GCD* (0x00100000) is set; types: PI 1.8, II-7.2.4, EFI_GCD_MEMORY_TYPE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import LAST, inclusive, near, parts, table
from efitool.formats._text_format import text_format
from efitool.model.named_ranges import NamedRange, RangeList

NAME = "edk2-gcd"

PATTERN = rb"(" + LAST + rb"(?<=  [0-9a-fA-F]{16}-00)[^\r\n]*)"

HEADING = rb"(GCDMemType Range)"

ROW = re.compile(
    r"(?:.*\W)?(?P<type>[A-Z]\w{3,8}) +(?P<start>[0-9a-fA-F]{16})-(?P<last>[0-9a-fA-F]{16})"
    r"(?: [0-9a-fA-F]{16}){2}[ *]*(?: 0x[0-9a-fA-F]+)*"
)
TYPES = {
    "NonExist": "NonExistent",
    "Reserved": "Reserved",
    "SystemMem": "SystemMemory",
    "MMIO": "MemoryMappedIo",
    "PersisMem": "Persistent",
    "MoreRelia": "MoreReliable",
    "Unaccepte": "Unaccepted",
}
"""Nine characters of each ``EfiGcdMemoryType…``, and the rest of the name."""


def read(rows: Sequence[Row]) -> Iterator[RangeList]:
    """Yield each map of a log."""
    for heading, *part in parts(rows, _goes_on):
        if _is_heading(heading) and (found := table(part, _range)):
            yield RangeList(NAME, found.label, found.entries, found.lines, found.unread)


def _is_heading(row: Row) -> bool:
    return row.groups[0].startswith("GCD")


def _goes_on(row: Row, following: Row) -> bool:
    return near(row, following) and not _is_heading(following)


def _range(text: str) -> NamedRange | None:
    """Return the range of a row, or nothing if the row is damaged."""
    row = ROW.fullmatch(text)
    range = inclusive(row["start"], row["last"]) if row else None
    if row is None or range is None:
        return None
    return NamedRange(range, f"EfiGcdMemoryType{TYPES.get(row['type'], row['type'])}")


READER = LineReader(NAME, PATTERN, read, heading=HEADING)
FORMAT = text_format(
    READER,
    summary="the memory space map in edk2's debug log",
    kind=Kind.MEMORY_MAP,
    loses="EFI types, capabilities and attributes",
    example="the debug port's log of a DEBUG build with DEBUG_GCD in PcdDebugPrintErrorLevel",
)
