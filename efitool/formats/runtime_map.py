"""What Linux keeps of the EFI map for runtime services: /sys/firmware/efi/runtime-map.

A directory for each descriptor, a file for each field; as text one descriptor is on a line::

    0 type=0xb phys=0xffc00000 virt=0xfffffffeffc00000 pages=0x400 attr=0x8000000000000001

or a file is, with its path.

On x86 boot services' memory is among it. The order is the kernel's, not the firmware's.

Reference: Linux v6.12, Documentation/ABI/testing/sysfs-firmware-efi-runtime-map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from efitool.formats import _sysfs_text
from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._numbered_rows import parts
from efitool.formats._text_format import text_format
from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap, Unread

NAME = "runtime-map"

PATTERN = rb" type=0x([^\r\n]*)"
FIELDS = re.compile(
    r"(?P<type>[0-9a-f]{1,8}) phys=0x(?P<phys_addr>[0-9a-f]{1,16})"
    r" virt=0x(?P<virt_addr>[0-9a-f]{1,16}) pages=0x(?P<num_pages>[0-9a-f]{1,16})"
    r" attr=0x(?P<attribute>[0-9a-f]{1,16}) *"
)
BEGINS = " phys="
"""Which tells a row of a map, though it be damaged, from another line with a type."""


def descriptor(fields: Mapping[str, str]) -> MemoryDescriptor:
    """Return the descriptor of hexadecimal fields by the names of their files.

    Raises `ValueError` and `KeyError`.
    """
    return MemoryDescriptor(
        *(
            int(fields[name], 16)
            for name in ("type", "phys_addr", "virt_addr", "num_pages", "attribute")
        )
    )


def read(rows: Sequence[Row]) -> Iterator[MemoryMap]:
    """Yield each map of a text: those with a line for a descriptor, those with one for a file."""
    yield from _lines(rows)
    for found in _sysfs_text.tables(rows, descriptor):
        yield MemoryMap(
            NAME,
            found.label,
            found.entries,
            MapKind.RUNTIME_MAP,
            lines=found.lines,
            unread=found.unread,
        )


def _lines(rows: Sequence[Row]) -> Iterator[MemoryMap]:
    """Yield each map whose descriptors have a line, and whose numbers begin again."""
    for part in parts(row for row in rows if BEGINS in row.groups[0]):
        descriptors, lines, unread = [], [], []
        for row in part:
            if fields := FIELDS.fullmatch(row.groups[0]):
                descriptors.append(descriptor(fields.groupdict()))
                lines.append(row.line)
            else:
                unread.append(Unread(row.line, f"{row.before} type=0x{row.groups[0]}"))
        yield MemoryMap(
            NAME,
            f"line {part[0].line}",
            tuple(descriptors),
            MapKind.RUNTIME_MAP,
            lines=tuple(lines),
            unread=tuple(unread),
        )


READER = LineReader(NAME, PATTERN, read, heading=_sysfs_text.pattern(b"-map(?<=runtime-map)"))
FORMAT = text_format(
    READER,
    summary="what Linux keeps of the EFI map for runtime services, a descriptor or a file a line",
    kind=Kind.MEMORY_MAP,
    loses="all but runtime services' memory (on x86 boot services', too), and the order",
    example="grep -r . /sys/firmware/efi/runtime-map, or its fields on one line",
)
