"""The table of base relocations: which words of an image are addresses.

A loader that puts the image elsewhere than it prefers adds the distance to each (PE/COFF, The
.reloc Section). Loaders for 32 bits that prefer no address at all (GRUB) have no other mark of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import iter_unpack, unpack_from

HEADER = 8
"""Bytes before the entries of a block: ``PageRVA`` and ``BlockSize``."""

ADDRESSES = frozenset((3, 10))
"""``IMAGE_REL_BASED_HIGHLOW`` and ``IMAGE_REL_BASED_DIR64``: whole addresses of 32 and 64 bits."""

MAX_TABLE = 1 << 20
"""Bytes of a table that are looked at, in a tenth of a second. GRUB's has 4 KB, edk2's 64."""


def places(table: bytes) -> frozenset[int]:
    """Return the RVAs of the addresses in a table; from a broken block on, it says nothing."""
    return frozenset(_places(table[:MAX_TABLE]))


def _places(table: bytes) -> Iterator[int]:
    at = 0
    while at + HEADER <= len(table):
        page, size = unpack_from("<II", table, at)
        if size < HEADER:
            return
        entries = table[at + HEADER : at + size]
        for (entry,) in iter_unpack("<H", entries[: len(entries) & ~1]):
            if entry >> 12 in ADDRESSES:
                yield page + (entry & 0xFFF)
        at += size
