"""What the EFI shell's ``memmap -sfo`` prints: standard format output, which is nearly CSV.

::

    ShellCommand,"memmap"
    MemoryMap,"Unaccepted","200000000","23FFFFFFF","40000","F"
    MemoryMapSummary,"3220291584","13153878016",…,"1073741824", "0"

Types without a name are left out. The summary's first number is the total, which is compared with
the rows; before edk2-stable202211 it has one field less.

Reference: EDK II, ShellPkg/Library/UefiShellDebug1CommandsLib/MemMap.c; UEFI Shell 2.2, 5.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import disagreement, ends_at, memory_map, near_above, parts
from efitool.formats._text_format import text_format
from efitool.model.memmap import MemoryDescriptor, MemoryMap

NAME = "efi-shell-sfo"

PATTERN = rb"(MemoryMap(Summary)?,[^\r\n]*)"
NAMES = (
    "Reserved|LoaderCode|LoaderData|BootServiceCode|BootServiceData|RuntimeCode|RuntimeData|"
    "Available|UnusableMemory|ACPIReclaimMemory|ACPIMemoryNVS|MemoryMappedIO|"
    "MemoryMappedIOPortSpace|PalCode|Persistent|Unaccepted"
)
TYPES = {name: type for type, name in enumerate(NAMES.split("|"))}
ROW = re.compile(
    rf'.*?MemoryMap,"(?P<type>{NAMES})","(?P<start>[0-9A-F]{{1,16}})","(?P<last>[0-9A-F]{{1,16}})",'
    r'"(?P<pages>[0-9A-F]{1,16})","(?P<attributes>[0-9A-F]{1,16})" *'
)
TOTAL = re.compile(r'MemoryMapSummary,"(\d{1,20})"(?:, *"\d+"){15,16} *')


def read(rows: Sequence[Row]) -> Iterator[MemoryMap]:
    """Yield each map of a text."""
    for part in parts(rows, near_above):
        for map in memory_map(NAME, part, _descriptor):
            total = TOTAL.fullmatch(part[-1].groups[0])
            said = disagreement(map, part[-1].line, int(total[1])) if total else ()
            yield map._replace(unread=(*map.unread, *said))


def _descriptor(text: str) -> MemoryDescriptor | None:
    """Return the descriptor of a row, or nothing if the row is damaged."""
    row = ROW.fullmatch(text)
    if row is None:
        return None
    start, last, pages, attributes = (int(group, 16) for group in row.groups()[1:])
    whole = ends_at(start, pages, last)
    type = TYPES[row["type"]]
    return MemoryDescriptor(type, start, None, pages, attributes) if whole else None


READER = LineReader(NAME, PATTERN, read)
FORMAT = text_format(
    READER,
    summary="the EFI shell's memmap in its standard format",
    kind=Kind.MEMORY_MAP,
    loses="virtual addresses; descriptors of types that have no name, without a trace",
    example="memmap -sfo >a map.txt in the EFI shell",
)
