"""One descriptor in a row of Linux's log, of any year and architecture; see `dmesg_efi`."""

from __future__ import annotations

import re

from efitool.model.memmap import PAGE, MemoryAttribute, MemoryDescriptor
from efitool.model.ranges import BEYOND

X86_ROW = re.compile(
    r"\[(?P<type>[^|\]]*)\|(?P<attributes>.*?)\]? "
    r"range=\[0x(?P<start>[0-9a-f]{1,16})-0x(?P<last>[0-9a-f]{1,20})\] "
    r"\((?:(?P<mb>\d{1,19})MB|invalid)\)"
)
PLAIN_ROW = re.compile(
    r"0x(?P<start>[0-9a-f]{1,16})-0x(?P<last>[0-9a-f]{1,16}) "
    r"\[(?P<type>[^|\]]*)\|(?P<attributes>.*?)\](?P<mb>)"
)
OLD_ROW = re.compile(
    r"type=(?P<type>\d{1,10}), (?P<attributes>attr=0x[0-9a-f]{1,16}), "
    r"range=\[0x(?P<start>[0-9a-f]{1,16})-0x(?P<end>[0-9a-f]{1,16})\) \((?P<mb>\d{1,19})MB\)"
)
"""Linux up to 3.18: the end is exclusive."""

TYPE_NUMBER = re.compile(r"(?:type=)?(\d{1,10})")
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


def descriptor(text: str) -> MemoryDescriptor | None:
    """Return the descriptor that a text begins with, or nothing if the row is damaged.

    A bracket ends a row: what others print behind it takes nothing away.
    """
    row = X86_ROW.match(text) or PLAIN_ROW.match(text) or OLD_ROW.match(text)
    type, attributes = (_type(row["type"]), _attributes(row["attributes"])) if row else (None, None)
    if row is None or type is None or attributes is None:
        return None
    start = int(row["start"], 16)
    end = int(row["last"], 16) + 1 if "last" in row.groupdict() else int(row["end"], 16)
    size, mb = end - start, row["mb"]
    if mb is None:
        size = 0 if end == 1 else size + (size < 0) * BEYOND
    elif mb and size >> 20 != int(mb):
        size %= BEYOND  # no pages at 0: the last address is that of the address space
    if size % PAGE or size < 0 or (mb and size >> 20 != int(mb)):
        return None
    return MemoryDescriptor(type, start, None, size // PAGE, attributes)


def _type(text: str) -> int | None:
    """Return the number of a type: of its name, or as it stands (``type=16``)."""
    number = TYPE_NUMBER.fullmatch(text.strip())
    return int(number[1]) if number else TYPES.get(text.strip())


def _attributes(text: str) -> int | None:
    """Return the bits of the columns, or the number that replaces them (``attr=0x…``)."""
    if text.startswith("attr=0x"):
        return int(text[5:], 16)
    bits = [ATTRIBUTES.get(column.strip()) for column in text.split("|") if column.strip()]
    return None if None in bits else sum(bit for bit in bits if bit)
