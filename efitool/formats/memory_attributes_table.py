"""``EFI_MEMORY_ATTRIBUTES_TABLE``: how the pages of runtime services may be mapped.

Reference: UEFI 2.10, 4.6.4; version 2 has flags, which tell of control-flow guards.
"""

from __future__ import annotations

from efitool.errors import LimitError, MalformedError
from efitool.formats._base import Format, Kind
from efitool.formats._memory_layouts import EFI_MEMORY_ATTRIBUTES_TABLE, EFI_MEMORY_DESCRIPTOR
from efitool.model.image import Data
from efitool.model.memmap import Descriptors, MapKind, MemoryMap

NAME = "memory-attributes-table"
VERSIONS = (1, 2)
ENTRIES = EFI_MEMORY_ATTRIBUTES_TABLE.size
"""Offset of the descriptors."""

ENTRY_LIMIT = 1 << 20
"""Descriptors of a table. Real ones have some dozen, one for each section of a runtime driver."""


def sniff(data: Data) -> bool:
    """Whether the header is one, and the descriptors end where the data does."""
    if len(data) <= ENTRIES:
        return False
    header = EFI_MEMORY_ATTRIBUTES_TABLE.parse(NAME, data, 0)
    return (
        header["Version"] in VERSIONS
        and header["DescriptorSize"] >= EFI_MEMORY_DESCRIPTOR.size
        and header["NumberOfEntries"] * header["DescriptorSize"] == len(data) - ENTRIES
    )


def decode(data: Data) -> MemoryMap:
    """Decode a table; what follows the last entry does not count.

    Raises `MalformedError`, `LimitError`.
    """
    header = EFI_MEMORY_ATTRIBUTES_TABLE.parse(NAME, data, 0)
    version, count, stride = header["Version"], header["NumberOfEntries"], header["DescriptorSize"]
    if version not in VERSIONS:
        raise MalformedError(NAME, "Version", 0, f"found {version}, expected 1 or 2")
    if stride < EFI_MEMORY_DESCRIPTOR.size:
        problem = f"found {stride}, expected at least {EFI_MEMORY_DESCRIPTOR.size}"
        raise MalformedError(NAME, "DescriptorSize", 8, problem)
    if count > ENTRY_LIMIT:
        raise LimitError(f"{count} entries of a table: more than {ENTRY_LIMIT}")
    end = ENTRIES + count * stride
    if end > len(data):
        problem = f"found {count}, of which {(len(data) - ENTRIES) // stride} are there"
        raise MalformedError(NAME, "NumberOfEntries", 4, problem)
    rows = list(EFI_MEMORY_DESCRIPTOR.rows(data[ENTRIES:end], stride))
    return MemoryMap(
        NAME,
        f"version {version}" + (f", flags {header['Flags']:#x}" if header["Flags"] else ""),
        Descriptors(rows),
        MapKind.ATTRIBUTES_TABLE,
        descriptor_size=stride,
    )


FORMAT = Format(
    name=NAME,
    summary="how the pages of runtime services may be mapped",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="all memory but that of runtime services",
    example="a dump of the table at the address that Linux's log calls MEMATTR=",
)
