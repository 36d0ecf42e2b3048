"""Checksums of firmware volumes and of the files in them.

Reference: PI 1.8, volume 3, 3.2.1.1 and 3.2.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

CHECKSUMMED = 0x40
"""``FFS_ATTRIB_CHECKSUM`` (PI 1.8, volume 3, 3.2.3.1)."""
NOT_CHECKSUMMED = 0xAA
"""``FFS_FIXED_CHECKSUM``."""


def wrong_checksums(header: Any, head: bytes, body: bytes) -> Iterator[str]:
    """Say which checksums of a file are not what they should be (PI 1.8, volume 3, 3.2.3)."""
    counted = sum(head) - header.State - header.FileChecksum
    if counted & 0xFF:
        yield "the file's header"
    checked = bool(header.Attributes & CHECKSUMMED)
    if checked and (sum(body) + header.FileChecksum) & 0xFF:
        yield "the file's content"
    if not checked and header.FileChecksum != NOT_CHECKSUMMED:
        yield f"the file's content, which has {header.FileChecksum:#x} for no checksum"


def sum16(data: bytes) -> int:
    """Return the sum of 16-bit words, which is 0 of a header with its checksum."""
    words = memoryview(data[: len(data) // 2 * 2]).cast("H")
    return sum(words) & 0xFFFF
