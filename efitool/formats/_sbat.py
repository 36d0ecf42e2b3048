"""The ``.sbat`` section: what a program and those who packaged it are, for revocation.

shim, SBAT.md; how a line is read follows shim 16.1, csv.c and sbat.c.
"""

from __future__ import annotations

import re

from efitool.model.image import Data, PeHeader
from efitool.model.program import SbatEntry

SECTION = ".sbat"

MAX_SIZE = 16 << 10
"""Bytes of one section that are read: real ones have a few hundred."""

NUMBER = re.compile(r"\d{1,9}", re.ASCII)
"""A generation; shim keeps sixteen bits of it."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read(data: Data, pe: PeHeader) -> tuple[SbatEntry, ...]:
    """Return the entries of the section, in order; a line that lacks fields is an entry too."""
    return tuple(
        _entry(line)
        for section in pe.sections
        if section.name == SECTION
        for line in _lines(
            data, section.offset, min(section.size, section.virtual_size or MAX_SIZE)
        )
    )


def _lines(data: Data, offset: int, size: int) -> list[bytes]:
    """Return the lines that are not empty; a NUL ends the text."""
    text = data[offset : offset + min(size, MAX_SIZE)].partition(b"\0")[0]
    return [line for line in re.split(rb"[\r\n]+", text.removeprefix(BYTE_ORDER_MARK)) if line]


def _entry(line: bytes) -> SbatEntry:
    """Split a line; what follows the sixth field is none of shim's business."""
    fields = [field.decode("utf-8", "backslashreplace") for field in line.split(b",")]
    component, generation, vendor, package, version, url = (*fields, *[""] * 6)[:6]
    number = int(generation) if NUMBER.fullmatch(generation) else None
    return SbatEntry(component, number, vendor, package, version, url)
