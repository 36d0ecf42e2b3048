"""GetMemoryMap's buffer behind a header that a tool put there.

Whoever dumps a map has what the call returned at hand (the size of the map, its key, the size of a
descriptor, the version) and writes some of it in front, as numbers of 32 or 64 bits. Wherever they
stand: a header is one of which one number is the size of a descriptor, another that of the map,
and all descriptors make sense behind it. What follows the map is not looked at. The header of
Linux's own is `boot_memmap`.

Reference: UEFI 2.10, 7.2.3 EFI_BOOT_SERVICES.GetMemoryMap().
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from efitool.errors import MalformedError
from efitool.formats import boot_memmap, memmap_raw
from efitool.formats._base import Format, Kind
from efitool.formats._memory_layouts import EFI_MEMORY_DESCRIPTOR
from efitool.model.image import Data
from efitool.model.memmap import MemoryMap

NAME = "memmap-headed"

WORD = 4
LONGEST = 64
"""Bytes of a header: GetMemoryMap() returns five numbers."""

WORDS = Struct(f"<{LONGEST // WORD}I")


class Header(NamedTuple):
    """A header that makes sense, all in bytes."""

    size: int
    stride: int
    used: int


def sniff(data: Data) -> bool:
    """Whether a header makes sense, and is not the one of Linux."""
    return any(True for _ in _headers(data)) and not boot_memmap.sniff(data)


def decode(data: Data) -> MemoryMap:
    """Decode the map behind the header. Raises `MalformedError`, `LimitError`."""
    header = next(_headers(data), None)
    if header is None:
        problem = "no header tells the sizes of a map and of its descriptors"
        raise MalformedError(NAME, "MemoryMapSize", 0, problem)
    at, stride, used = header
    map = memmap_raw.decode(data[at : at + used], descriptor_size=stride)
    return map._replace(format=NAME, label=f"behind a header of {at} bytes")


def _headers(data: Data) -> Iterator[Header]:
    """Yield what may be the header, the shortest first."""
    words = WORDS.unpack(data[:LONGEST].ljust(LONGEST, b"\0"))
    for count in range(2, len(words) + 1):
        at = count * WORD
        for stride in sorted({*words[:count]}):
            if not EFI_MEMORY_DESCRIPTOR.size <= stride <= memmap_raw.WIDEST or stride % 8:
                continue
            for used in sorted({*words[:count]}, reverse=True):
                fits = stride < used <= len(data) - at and used % stride == 0
                if fits and memmap_raw.makes_sense(data[at : at + used], stride):
                    yield Header(at, stride, used)


FORMAT = Format(
    name=NAME,
    summary="the buffer that GetMemoryMap() fills, behind its size and a descriptor's",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="nothing",
    example="what an EFI program wrote: the sizes, then the buffer",
)
