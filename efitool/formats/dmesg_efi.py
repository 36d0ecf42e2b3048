"""The EFI memory map in Linux's log, which ``efi=debug`` on the command line puts there.

::

    efi: mem09: [Unaccepted  |   |  | … |WB|WT|WC|UC] range=[0x10000000-0x3fffffff] (768MB)
    efi:   0x000040000000-0x000043ffffff [Conventional|   |  |  |  |  | … |   |WB|  |  |  ]

The first form is x86's, the second that of other architectures. Columns came and went over the
years, so an attribute counts by its name and not by its place. A later ``EFI runtime memory map``
and the memory attributes table (``memattr:``) are maps of their own.

Reference: Linux v6.12, drivers/firmware/efi/efi.c, efi_md_typeattr_format();
arch/x86/platform/efi/efi.c, efi_print_memmap(); drivers/firmware/efi/memattr.c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row, Sign
from efitool.formats._text_format import text_format
from efitool.model.memmap import (
    PAGE,
    MapKind,
    MemoryAttribute,
    MemoryDescriptor,
    MemoryMap,
    Unread,
)

NAME = "dmesg-efi"

PATTERN = (
    rb"efi: (mem\d+: |memattr: +(?=0x)| +(?=0x\w+-)"
    rb"|EFI runtime memory map:|Processing EFI memory map:)([^\r\n]*)"
)
INDEX = re.compile(r"mem(\d+): ")
X86_ROW = re.compile(
    r"\[(?P<type>[^|\]]*)\|(?P<attributes>.*?)\]? "
    r"range=\[0x(?P<start>[0-9a-f]+)-0x(?P<last>[0-9a-f]+)\] \((?P<mb>\d+)MB\)(?: \(invalid\))? *"
)
PLAIN_ROW = re.compile(
    r"0x(?P<start>[0-9a-f]+)-0x(?P<last>[0-9a-f]+) "
    r"\[(?P<type>[^|\]]*)\|(?P<attributes>.*?)\](?P<mb>)\*? *"
)
OLD_ROW = re.compile(
    r"type=(?P<type>\d+), (?P<attributes>attr=0x[0-9a-f]+), "
    r"range=\[0x(?P<start>[0-9a-f]+)-0x(?P<end>[0-9a-f]+)\) \((?P<mb>\d+)MB\) *"
)
"""Linux up to 3.18: the end is exclusive."""

SHORT_NAMES = (
    "Reserved|Loader Code|Loader Data|Boot Code|Boot Data|Runtime Code|Runtime Data|Conventional|"
    "Unusable|ACPI Reclaim|ACPI Mem NVS|MMIO|MMIO Port|PAL Code|Persistent|Unaccepted"
)
LONG_NAMES = (
    "Reserved|Loader Code|Loader Data|Boot Code|Boot Data|Runtime Code|Runtime Data|"
    "Conventional Memory|Unusable Memory|ACPI Reclaim Memory|ACPI Memory NVS|Memory Mapped I/O|"
    "MMIO Port Space|PAL Code|Persistent Memory"
)
"""``memory_type_name[]`` of Linux 6.12, and that of 4.x."""

TYPES = {
    name: type for names in (SHORT_NAMES, LONG_NAMES) for type, name in enumerate(names.split("|"))
}

BITS = ("SP", "NV", "XP", "RP", "WP", "RO", "UCE", "WB", "WT", "WC", "UC")
"""Columns that are called as the specification calls the attribute."""

ATTRIBUTES = {
    "RUN": MemoryAttribute.RUNTIME,
    "HP": MemoryAttribute.HOT_PLUGGABLE,
    "MR": MemoryAttribute.MORE_RELIABLE,
    "CC": MemoryAttribute.CPU_CRYPTO,
    **{name: MemoryAttribute[name] for name in BITS},
}

FAR = 200
"""Lines between rows of one map at most: other processors print between them."""


def read(rows: Sequence[Row]) -> Iterator[MemoryMap]:
    """Yield each map of a log."""
    for kind, part in _maps(rows):
        descriptors, lines = [], []
        unread = _missing(part)
        for row in part:
            if descriptor := _descriptor(row.groups[1]):
                descriptors.append(descriptor)
                lines.append(row.line)
            else:
                unread.append(Unread(row.line, "".join(row.groups)))
        yield MemoryMap(
            NAME,
            f"line {part[0].line}",
            tuple(descriptors),
            kind,
            lines=tuple(lines),
            unread=tuple(sorted(unread)),
        )


def _maps(rows: Sequence[Row]) -> Iterator[tuple[MapKind, list[Row]]]:
    """Part the rows at headings, where the numbers begin again, and where much is between."""
    heading, part = None, list[Row]()
    for row in rows:
        is_heading = row.groups[0].endswith("map:")
        if part and (is_heading or not _goes_on(part[-1], row)):
            yield _kind(heading, part[0]), part
            heading, part = None, []
        if is_heading:
            heading = row
        else:
            part.append(row)
    if part:
        yield _kind(heading, part[0]), part


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


def _descriptor(text: str) -> MemoryDescriptor | None:
    """Return the descriptor of a row, or nothing if the row is damaged."""
    row = X86_ROW.fullmatch(text) or PLAIN_ROW.fullmatch(text) or OLD_ROW.fullmatch(text)
    type, attributes = (_type(row["type"]), _attributes(row["attributes"])) if row else (None, None)
    if row is None or type is None or attributes is None:
        return None
    start = int(row["start"], 16)
    end = int(row["last"], 16) + 1 if "last" in row.groupdict() else int(row["end"], 16)
    size = end - start
    if row["mb"] and size >> 20 != int(row["mb"]):
        size %= 1 << 64  # no pages at 0: the last address is that of the address space
    if size % PAGE or size < 0 or (row["mb"] and size >> 20 != int(row["mb"])):
        return None
    return MemoryDescriptor(type, start, None, size // PAGE, attributes)


def _type(text: str) -> int | None:
    """Return the number of a type: of its name, or as it stands (``type=16``)."""
    name = text.strip().removeprefix("type=")
    return int(name) if name.isdecimal() else TYPES.get(name)


def _attributes(text: str) -> int | None:
    """Return the bits of the columns, or the number that replaces them (``attr=0x…``)."""
    if text.startswith("attr=0x"):
        return int(text[5:], 16)
    bits = [ATTRIBUTES.get(column.strip()) for column in text.split("|") if column.strip()]
    return None if None in bits else sum(bit for bit in bits if bit)


READER = LineReader(NAME, PATTERN, read, (Sign(b"|", b"|  |"),))
FORMAT = text_format(
    READER,
    summary="the EFI memory map in Linux's log, x86 and others, of Linux 3.x to 7.x",
    kind=Kind.MEMORY_MAP,
    loses="virtual addresses",
    example="dmesg of a kernel booted with efi=debug",
)
