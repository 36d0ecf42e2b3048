"""The EFI memory map as FreeBSD prints it: ``sysctl machdep.efi_map``, a verbose boot, its loader.

::

                       Type     Physical      Virtual   #Pages Attr
         ConventionalMemory 000000100000 000000000000 00000700 UC WC WT WB

Types without a name are ``<INVALID>``: such a row is not read.

Reference: FreeBSD 14, sbin/sysctl/sysctl.c, S_efi_map(); stand/efi/loader/main.c, command_memmap().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_pieces import Sign
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import attribute_bits, memory_map, near_below, parts
from efitool.formats._text_format import text_format
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryMap

NAME = "freebsd-efi-map"

PATTERN = (
    rb"( 0(?:[0-9a-f]{11,15} +(?:0x)?[0-9a-f]{1,16} [0-9a-f]{8}"
    rb"|(?<=[0-9a-f]{12} 0)[0-9a-f]{7}|(?<=   0)x0 [0-9a-f]{8})[^\r\n]*)()"
)
"""From the first number that begins with 0: the address, or of one above 16 TiB another column."""

HEADING = rb"(#Pages (Attr)[^\r\n]*)"
NAMES = (
    "Reserved|LoaderCode|LoaderData|BootServicesCode|BootServicesData|RuntimeServicesCode|"
    "RuntimeServicesData|ConventionalMemory|UnusableMemory|ACPIReclaimMemory|ACPIMemoryNVS|"
    "MemoryMappedIO|MemoryMappedIOPortSpace|PalCode|PersistentMemory"
)
TYPES = {name: type for type, name in enumerate(NAMES.split("|"))}
ROW = re.compile(
    rf"(?:.*\W)?(?P<type>{NAMES}) (?P<start>[0-9a-f]{{12,16}}) +"
    r"(?:0x)?(?P<virtual>[0-9a-f]{1,16}) (?P<pages>[0-9a-f]{8,13})(?P<words>(?: [A-Z_]+)*) *"
)
BITS = ("UC", "WC", "WT", "WB", "UCE", "WP", "RP", "XP", "NV", "MORE_RELIABLE", "RO", "RUNTIME")
"""Attributes that are called as the specification calls them."""

WORDS = {
    "MR": MemoryAttribute.MORE_RELIABLE,
    **{name: MemoryAttribute[name] for name in BITS},
}


def read(rows: Sequence[Row]) -> Iterator[MemoryMap]:
    """Yield each map of a text."""
    for part in parts(rows, near_below):
        yield from memory_map(NAME, part, _descriptor)


def _descriptor(text: str) -> MemoryDescriptor | None:
    """Return the descriptor of a row, or nothing if the row is damaged."""
    row = ROW.fullmatch(text)
    attributes = attribute_bits(row["words"], WORDS) if row else None
    if row is None or attributes is None:
        return None
    start, virtual, pages = (int(row[name], 16) for name in ("start", "virtual", "pages"))
    return MemoryDescriptor(TYPES[row["type"]], start, virtual, pages, attributes)


READER = LineReader(NAME, PATTERN, read, (Sign(b"#", b"#Pages"),), HEADING)
FORMAT = text_format(
    READER,
    summary="FreeBSD's machdep.efi_map, and the memmap of its loader",
    kind=Kind.MEMORY_MAP,
    loses="types and attributes that have no name, runtime services in the loader's",
    example="sysctl machdep.efi_map",
)
