"""The table in which Linux's EFI stub leaves the memory map: a header, then GetMemoryMap's buffer.

Its lengths are *unsigned long*: the header has 40 bytes, and 20 of a 32-bit kernel, which 32-bit
ARM fills up to 24.

Reference: Linux v6.12, drivers/firmware/efi/libstub/mem.c, efi_get_memory_map(); GUID
800f683f-d08b-423a-a293-965c3c6fe2b4 (LINUX_EFI_BOOT_MEMMAP_GUID).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from efitool.errors import MalformedError
from efitool.formats import memmap_raw
from efitool.formats._base import Format, Kind
from efitool.formats._memory_layouts import (
    EFI_BOOT_MEMMAP,
    EFI_BOOT_MEMMAP_32,
    EFI_MEMORY_DESCRIPTOR,
)
from efitool.model.image import Data
from efitool.model.memmap import MemoryMap

NAME = "boot-memmap"
VERSION = 1
"""``EFI_MEMORY_DESCRIPTOR_VERSION``, in all editions of UEFI."""

LAYOUTS = ((EFI_BOOT_MEMMAP, 40), (EFI_BOOT_MEMMAP_32, 20), (EFI_BOOT_MEMMAP_32, 24))
"""Headers, and where the descriptors begin."""


class Header(NamedTuple):
    """A header that makes sense, and the map behind it."""

    fields: dict[str, Any]
    buffer: Data


def sniff(data: Data) -> bool:
    """Whether a header makes sense, and its map is there."""
    return any(True for _ in _headers(data))


def decode(data: Data) -> MemoryMap:
    """Decode the map; spare room of the buffer does not count.

    Raises `MalformedError`.
    """
    headers = tuple(_headers(data))
    if not headers:
        raise MalformedError(NAME, "map_size", 0, "no header of 64 or 32 bits makes sense")
    fields, buffer = next((h for h in headers if memmap_raw.sniff(h.buffer)), headers[0])
    map = memmap_raw.decode(buffer, descriptor_size=fields["desc_size"])
    return map._replace(
        format=NAME, label=f"key {fields['map_key']:#x}", descriptor_version=fields["desc_ver"]
    )


def _headers(data: Data) -> Iterator[Header]:
    for layout, at in LAYOUTS:
        if len(data) <= at:
            continue
        fields = layout.parse(NAME, data, 0)
        size, used = fields["desc_size"], fields["map_size"]
        if (
            fields["desc_ver"] == VERSION
            and EFI_MEMORY_DESCRIPTOR.size <= size <= memmap_raw.WIDEST
            and 0 < used <= fields["buff_size"]
            and used <= len(data) - at <= fields["buff_size"]
            and used % size == 0
        ):
            yield Header(fields, data[at : at + used])


FORMAT = Format(
    name=NAME,
    summary="the memory map as Linux's EFI stub leaves it in a table",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="nothing",
    example="a dump of the table 800f683f-d08b-423a-a293-965c3c6fe2b4",
)
