"""What the EFI shell's ``memmap`` prints.

::

    Type       Start            End              # Pages          Attributes
    Unaccepted 0000000200000000-000000023FFFFFFF 0000000000040000 000000000000000F
    70000001   000000001A000000-000000001AFFFFFF 0000000000001000 000000000000000F

Types without a name are eight digits; before edk2-stable202211 unaccepted memory has none. The
total below the table is compared with its rows.

Reference: EDK II, ShellPkg/Library/UefiShellDebug1CommandsLib/MemMap.c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_pieces import Sign
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import FAR, disagreement, ends_at, memory_map, parts, type_number
from efitool.formats._text_format import text_format
from efitool.model.memmap import MemoryDescriptor, MemoryMap

NAME = "efi-shell"

PATTERN = (
    rb"(-(?:(?:(?<= [0-9A-F]{16}-)|(?<=[0-9A-F]{8}-)(?=[0-9A-F]{8,16} [0-9A-F]{8}))[^\r\n]*"
    rb"|-{13} *\r*\nTotal Memory: *[\d,]+ MB \(([\d,]{1,26}) Bytes\)))"
)
NAMES = (
    "Reserved|LoaderCode|LoaderData|BS_Code|BS_Data|RT_Code|RT_Data|Available|Unusable|ACPI_Recl|"
    "ACPI_NVS|MMIO|MMIO_Port|PalCode|Persistent|Unaccepted"
)
TYPES = {name: type for type, name in enumerate(NAMES.split("|"))}
ROW = re.compile(
    rf"(?:.*\W)?(?P<type>{NAMES}|[0-9A-F]{{8}}) +(?P<start>[0-9A-F]{{16}})-"
    r"(?P<last>[0-9A-F]{16}) (?P<pages>[0-9A-F]{16}) (?P<attributes>[0-9A-F]{16}) *"
)

SUMMARY = 100
"""Lines from the table to its total at most: there is one for each type, named or not."""


def read(rows: Sequence[Row]) -> Iterator[MemoryMap]:
    """Yield each map of a text."""
    for part in parts(rows, _goes_on):
        for map in memory_map(NAME, part, _descriptor):
            end, total = part[-1].line, part[-1].groups[1].replace(",", "")
            said = disagreement(map, end, int(total)) if total else ()
            yield map._replace(unread=(*map.unread, *said))


def _goes_on(row: Row, following: Row) -> bool:
    """Whether two rows are of one table; a total is its last."""
    distance = SUMMARY if following.groups[1] else FAR
    return not row.groups[1] and following.line <= row.line + distance


def _descriptor(text: str) -> MemoryDescriptor | None:
    """Return the descriptor of a row, or nothing if the row is damaged."""
    row = ROW.fullmatch(text)
    if row is None:
        return None
    start, last, pages, attributes = (int(group, 16) for group in row.groups()[1:])
    type = type_number(row["type"], TYPES)
    whole = ends_at(start, pages, last)
    return MemoryDescriptor(type, start, None, pages, attributes) if whole else None


READER = LineReader(NAME, PATTERN, read, (Sign(b"#", b"# Pages"),))
FORMAT = text_format(
    READER,
    summary="the EFI shell's memmap, on a console or in a file",
    kind=Kind.MEMORY_MAP,
    loses="virtual addresses",
    example="memmap >a map.txt in the EFI shell",
)
