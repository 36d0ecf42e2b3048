"""What GRUB's ``lsefimmap`` prints.

::

    Type      Physical start  - end             #Pages        Size Attributes
    conv-mem  0000000001500000-0000000079f74fff 00078a75 1976788KiB UC WC WT WB
    Unk 0f    0000000200000000-000000023fffffff 00040000      1GiB UC WC WT WB

Attributes without a word are not told; the words are the same in every language.

Reference: GRUB 2.12, grub-core/commands/efi/lsefimmap.c, grub_cmd_lsefimmap().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_pieces import Sign
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import (
    attribute_bits,
    ends_at,
    memory_map,
    near_below,
    parts,
    type_number,
)
from efitool.formats._text_format import text_format
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryMap

NAME = "grub-lsefimmap"

PATTERN = (
    rb"(-(?:( end +#Pages)|(?<= [0-9a-f]{16}-)|(?<=[0-9a-f]{8}-)(?=[0-9a-f]{8,16} [0-9a-f]{8}))"
    rb"[^\r\n]*)"
)
NAMES = (
    "reserved|ldr-code|ldr-data|BS-code|BS-data|RT-code|RT-data|conv-mem|unusable|ACPI-rec|"
    "ACPI-nvs|MMIO|IO-ports|PAL-code|persist"
)
TYPES = {name: type for type, name in enumerate(NAMES.split("|"))}
ROW = re.compile(
    rf"(?:.*\W)?(?P<type>{NAMES}|Unk [0-9a-f]{{2,8}}) +(?P<start>[0-9a-f]{{16}})-"
    r"(?P<last>[0-9a-f]{16}) (?P<pages>[0-9a-f]{8,16}) +\d+[KMGTP]?i?B(?P<words>(?: [A-Z]+)*) *"
)
BITS = ("UC", "WC", "WT", "WB", "UCE", "WP", "RP", "XP", "NV", "RO")
"""Attributes that are called as the specification calls them."""

WORDS = {
    "RT": MemoryAttribute.RUNTIME,
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
    start, last, pages = (int(row[name], 16) for name in ("start", "last", "pages"))
    type = type_number(row["type"].removeprefix("Unk "), TYPES)
    whole = ends_at(start, pages, last)
    return MemoryDescriptor(type, start, None, pages, attributes) if whole else None


READER = LineReader(NAME, PATTERN, read, (Sign(b"#", b"#Pages"),))
FORMAT = text_format(
    READER,
    summary="GRUB's lsefimmap, 2.06 and newer",
    kind=Kind.MEMORY_MAP,
    loses="virtual addresses; attributes that have no word (SP, CPU_CRYPTO and newer)",
    example="lsefimmap at GRUB's prompt, on a serial console",
)
