"""The checksum of a PE image is that of its bytes, or zero.

Firmware ignores it, and so do shim and the kernel: a wrong one says that somebody changed the file
after it was linked or signed. Not looked at in files of more than 4 MiB, kernels above all.

Passes: what linkers and `sbsign` write. Fails: fwupd 1.9, whose NX_COMPAT flag was set by hand.

Reference: PE/COFF, Optional Header, CheckSum.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Data, Image, PeHeader
from efitool.rules._base import Rule

MAX_SUMMED = 4 << 20
"""A kernel of 12 MB would take ten milliseconds, a tenth of its whole inspection."""

FIELD = 4 + 20 + 64
"""Where the field stands behind the start of the signature."""

CHUNK = 1 << 14


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Add up the file without the field."""
    pe = image.pe
    if pe and pe.checksum and len(image.data) <= MAX_SUMMED:
        found = checksum(image.data, pe)
        if found != pe.checksum:
            yield image.layer, f"the header says {pe.checksum:#x}, the bytes add up to {found:#x}"


def checksum(data: Data, pe: PeHeader) -> int:
    """Return the one's complement sum of all words, in which all places are alike, plus the size.

    A word weighs the same wherever it stands, since 0x10000 is 1: so does each half of a sum of
    large numbers.
    """
    chunks = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    total = sum(int.from_bytes(chunk, "little") for chunk in chunks)
    field = pe.checksum << 8 * ((pe.offset + FIELD) % 2)
    return ((total - field) % 0xFFFF or 0xFFFF) + len(data)


RULE = Rule("checksum-wrong", Severity.NOTE, check, "nothing, if you know who changed the file")
