"""The table of base relocations: what a loader adjusts when it puts an image elsewhere."""

from __future__ import annotations

from struct import unpack_from

from efitool.model.image import Data, PeHeader
from efitool.model.pe import Relocations

HEADER = 8
"""Bytes before the entries of a block: ``PageRVA`` and ``BlockSize``."""

MAX_BLOCKS = 1 << 16
"""Blocks that are looked at: one for every page of 256 MiB of code and data. GRUB has 20."""

TYPE_OF_HIGH_BYTE = bytes(high >> 4 for high in range(256))
"""An entry is a type of four bits above an offset of twelve."""


def read(data: Data, pe: PeHeader) -> Relocations | None:
    """Decode the table; None for an image without one (PE/COFF, The .reloc Section)."""
    directory = pe.directory("basereloc")
    return decode(data[pe.held(directory)], directory.size) if directory else None


def decode(table: bytes, size: int) -> Relocations:
    """Count the entries of a table of ``size`` bytes, of which ``table`` is what there is."""
    at, blocks, last_page, types = 0, 0, 0, []
    next_size = None
    while at + HEADER <= len(table):
        page, next_size = unpack_from("<II", table, at)
        end = at + next_size
        if next_size < HEADER or next_size % 2 or end > len(table) or blocks == MAX_BLOCKS:
            break
        types.append(table[at + HEADER + 1 : end : 2])
        last_page = max(last_page, page)
        blocks += 1
        at, next_size = end, None
    of_each = b"".join(types).translate(TYPE_OF_HIGH_BYTE)
    counts = tuple((type, count) for type in range(16) if (count := of_each.count(type)))
    return Relocations(blocks, counts, last_page, size - at, next_size)
