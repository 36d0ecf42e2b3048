"""The EFI memory map in the log of Xen.

::

    (XEN) EFI memory map:
    (XEN)  0000200000000-000023fffffff type=15 attr=000000000000000f

Reference: Xen 4.17, xen/common/efi/boot.c, efi_init_memory().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._tables import memory_map, near_below, pages_to, parts
from efitool.formats._text_format import text_format
from efitool.model.memmap import MemoryDescriptor, MemoryMap

NAME = "xen-efi"

PREFIX = rb"\(XEN\) (?:\[[^\]\r\n]{0,60}\] ?)?"
"""Who speaks, and when: ``console_timestamps``."""

PATTERN = rb"(" + PREFIX + rb"(?:(EFI memory map:)| +(?=[0-9a-f]{8,}-))[^\r\n]*)"
ROW = re.compile(
    r".* (?P<start>[0-9a-f]{13,16})-(?P<last>[0-9a-f]{13,16}) "
    r"type=(?P<type>\d{1,10}) attr=(?P<attributes>[0-9a-f]{16}) *"
)


def read(rows: Sequence[Row]) -> Iterator[MemoryMap]:
    """Yield each map of a log."""
    for part in parts(rows, near_below):
        yield from memory_map(NAME, part, _descriptor)


def _descriptor(text: str) -> MemoryDescriptor | None:
    """Return the descriptor of a row, or nothing if the row is damaged."""
    row = ROW.fullmatch(text)
    if row is None:
        return None
    start, last = int(row["start"], 16), int(row["last"], 16)
    pages, attributes = pages_to(start, last), int(row["attributes"], 16)
    type = int(row["type"])
    return None if pages is None else MemoryDescriptor(type, start, None, pages, attributes)


READER = LineReader(NAME, PATTERN, read)
FORMAT = text_format(
    READER,
    summary="the EFI memory map in the log of Xen",
    kind=Kind.MEMORY_MAP,
    loses="virtual addresses",
    example="xl dmesg, or Xen's serial console, with loglvl=all",
)
