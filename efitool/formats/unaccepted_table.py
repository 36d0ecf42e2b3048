"""The table in which Linux's EFI stub leaves what is still to be accepted: a header, a bitmap.

Reference: Linux v6.12, drivers/firmware/efi/libstub/unaccepted_memory.c; GUID
d5d1de3c-105c-44f9-9ea9-bcef98120031.
"""

from __future__ import annotations

from efitool.errors import LimitError, MalformedError
from efitool.formats._base import Format, Kind
from efitool.formats._memory_layouts import EFI_UNACCEPTED_MEMORY
from efitool.model.image import Data
from efitool.model.memmap import PAGE
from efitool.model.unaccepted import UnacceptedTable

NAME = "unaccepted-table"

VERSION = 1
"""The only one; Linux refuses others."""

BITMAP = EFI_UNACCEPTED_MEMORY.size
"""Offset of the bitmap."""

BITMAP_LIMIT = 32 << 20
"""Bytes of a bitmap: at 2 MiB a bit, 512 TiB of memory."""


def sniff(data: Data) -> bool:
    """Whether the header is one, and the whole bitmap is there."""
    if len(data) <= BITMAP:
        return False
    header = EFI_UNACCEPTED_MEMORY.parse(NAME, data, 0)
    unit: int = header["unit_size"]
    return (
        header["version"] == VERSION
        and unit >= PAGE
        and unit.bit_count() == 1
        and not header["phys_base"] % unit
        and 0 < header["size"] <= len(data) - BITMAP
    )


def decode(data: Data) -> UnacceptedTable:
    """Decode a table; what follows the bitmap does not count.

    Raises `MalformedError`, `LimitError`.
    """
    header = EFI_UNACCEPTED_MEMORY.parse(NAME, data, 0)
    if header["version"] != VERSION:
        problem = f"found {header['version']}, expected {VERSION}"
        raise MalformedError(NAME, "version", 0, problem)
    if not header["unit_size"]:
        raise MalformedError(NAME, "unit_size", 4, "a unit of no bytes")
    left = len(data) - BITMAP
    if header["size"] > left:
        problem = f"found {header['size']}, of which {left} bytes are there"
        raise MalformedError(NAME, "size", 16, problem)
    if header["size"] > BITMAP_LIMIT:
        raise LimitError(f"{header['size']} bytes of bitmap: more than {BITMAP_LIMIT >> 20} MiB")
    bitmap = bytes(data[BITMAP : BITMAP + header["size"]])
    return UnacceptedTable(VERSION, header["unit_size"], header["phys_base"], bitmap)


FORMAT = Format(
    name=NAME,
    summary="the bitmap of what Linux has still to accept",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="all but whether a unit of 2 MiB is unaccepted",
    example="a dump of the table at the address that the log calls Unaccepted=",
)
