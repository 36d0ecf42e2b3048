"""What U-Boot's ``efidebug memmap`` prints, ends exclusive.

::

    RUNTIME DATA     000000007dcb7000-000000007dcb8000 WB|RT
    RuntimeServicesData     000000007dcb7000-000000007dcb8000 WB|RT

The second spelling is that of 2026. The first calls types that have no name, unaccepted memory
among them, ``(unknown)``: such a row is not read.

Reference: U-Boot 2025.01, cmd/efidebug.c, do_efi_show_memmap(); later lib/efi/, efi_show_memmap().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_pieces import Sign
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import memory_map, pages_to, parts, type_number
from efitool.formats._text_format import text_format
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryMap

NAME = "u-boot-memmap"

PATTERN = rb"(-(?:(?<= [0-9a-f]{16}-)|(?<=[0-9a-f]{8}-)(?=[0-9a-f]{8,16} [A-Z0]))[^\r\n]*)"
OLD_NAMES = (
    "RESERVED|LOADER CODE|LOADER DATA|BOOT CODE|BOOT DATA|RUNTIME CODE|RUNTIME DATA|CONVENTIONAL|"
    "UNUSABLE MEM|ACPI RECLAIM MEM|ACPI NVS|IO|IO PORT|PAL|PERSISTENT"
)
NEW_NAMES = (
    "ReservedMemory|LoaderCode|LoaderData|BootServicesCode|BootServicesData|RuntimeServicesCode|"
    "RuntimeServicesData|ConventionalMemory|UnusableMemory|ACPIReclaimMemory|ACPIMemoryNVS|"
    "MemoryMappedIO|MemoryMappedIOPortSpace|PalCode|PersistentMemory|UnacceptedMemory"
)
TYPES = {
    name: type for names in (OLD_NAMES, NEW_NAMES) for type, name in enumerate(names.split("|"))
}
ROW = re.compile(
    rf"(?:.*\W)?(?P<type>{OLD_NAMES}|{NEW_NAMES}|0x[0-9a-f]{{1,8}}) +"
    r"(?P<start>[0-9a-f]{16})-(?P<end>[0-9a-f]{16})(?: (?P<words>\S{1,200}))? *"
)
NUMBER = re.compile(r"(ISA=)?0x([0-9a-f]{1,16})")
ISA_SHIFT = 44
"""``EFI_MEMORY_ISA_MASK`` is 16 bits from here (UEFI 2.10, 7.2.3)."""

BITS = ("UC", "WC", "WT", "WB", "UCE", "WP", "RP", "XP", "NV", "RO", "SP", "ISA_VALID")
"""Attributes that are called as the specification calls them."""

WORDS = {
    "RT": MemoryAttribute.RUNTIME,
    "REL": MemoryAttribute.MORE_RELIABLE,
    "CRYPT": MemoryAttribute.CPU_CRYPTO,
    "HOTPL": MemoryAttribute.HOT_PLUGGABLE,
    **{name: MemoryAttribute[name] for name in BITS},
}


def read(rows: Sequence[Row]) -> Iterator[MemoryMap]:
    """Yield each map of a text."""
    for part in parts(rows):
        yield from memory_map(NAME, part, _descriptor)


def _descriptor(text: str) -> MemoryDescriptor | None:
    """Return the descriptor of a row, or nothing if the row is damaged."""
    row = ROW.fullmatch(text)
    bits = [_bits(word) for word in (row["words"] or "").split("|") if word] if row else [None]
    if row is None or None in bits:
        return None
    type = type_number(row["type"], TYPES)
    start, end = int(row["start"], 16), int(row["end"], 16)
    pages = pages_to(start, end - 1)
    attributes = 0
    for bit in bits:
        attributes |= bit or 0
    return None if pages is None else MemoryDescriptor(type, start, None, pages, attributes)


def _bits(word: str) -> int | None:
    """Return the bits of a word: a name, the ISA's number, or those without a name."""
    number = NUMBER.fullmatch(word)
    if number is None:
        return WORDS.get(word)
    return int(number[2], 16) << (ISA_SHIFT if number[1] else 0)


READER = LineReader(NAME, PATTERN, read, (Sign(b"|", b"WB|RT"),))
FORMAT = text_format(
    READER,
    summary="U-Boot's efidebug memmap, both spellings",
    kind=Kind.MEMORY_MAP,
    loses="virtual addresses; before 2026 types and attributes that have no name, and XP is WP",
    example="efidebug memmap at U-Boot's prompt, on a serial console",
)
