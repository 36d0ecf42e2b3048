"""An EFI memory map, as GetMemoryMap() returns it and as others tell it.

Values are kept as they were found, however absurd: the order of descriptors, types and
attributes that have no name, ends beyond the address space.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum, IntFlag, StrEnum
from functools import lru_cache, partial
from typing import NamedTuple, TypeAlias, overload

from efitool.model.ranges import PhysRange, RangeSet

PAGE = 4096
"""Bytes of an EFI page, on every architecture (UEFI 2.10, 7.2.1)."""


class MemoryType(IntEnum):
    """``EFI_MEMORY_TYPE`` (UEFI 2.10, 7.2.1), in the order of the specification.

    OEMs use 0x70000000 to 0x7fffffff and loaders 0x80000000 to 0xffffffff: a descriptor holds
    an integer, which may have no name here.
    """

    RESERVED = 0
    LOADER_CODE = 1
    LOADER_DATA = 2
    BOOT_SERVICES_CODE = 3
    BOOT_SERVICES_DATA = 4
    RUNTIME_SERVICES_CODE = 5
    RUNTIME_SERVICES_DATA = 6
    CONVENTIONAL = 7
    UNUSABLE = 8
    ACPI_RECLAIM = 9
    ACPI_NVS = 10
    MMIO = 11
    MMIO_PORT_SPACE = 12
    PAL_CODE = 13
    PERSISTENT = 14
    UNACCEPTED = 15


SPEC_NAMES = (
    "EfiReservedMemoryType",
    "EfiLoaderCode",
    "EfiLoaderData",
    "EfiBootServicesCode",
    "EfiBootServicesData",
    "EfiRuntimeServicesCode",
    "EfiRuntimeServicesData",
    "EfiConventionalMemory",
    "EfiUnusableMemory",
    "EfiACPIReclaimMemory",
    "EfiACPIMemoryNVS",
    "EfiMemoryMappedIO",
    "EfiMemoryMappedIOPortSpace",
    "EfiPalCode",
    "EfiPersistentMemory",
    "EfiUnacceptedMemoryType",
)
"""The specification's spelling of each `MemoryType`."""


def type_name(type: int) -> str:
    """Return the specification's name of a memory type, or its number in hex."""
    return SPEC_NAMES[type] if 0 <= type < len(SPEC_NAMES) else f"{type:#x}"


class MemoryAttribute(IntFlag):
    """``EFI_MEMORY_*`` (UEFI 2.11, 7.2.3), without the prefix."""

    UC = 1 << 0
    WC = 1 << 1
    WT = 1 << 2
    WB = 1 << 3
    UCE = 1 << 4
    WP = 1 << 12
    RP = 1 << 13
    XP = 1 << 14
    NV = 1 << 15
    MORE_RELIABLE = 1 << 16
    RO = 1 << 17
    SP = 1 << 18
    CPU_CRYPTO = 1 << 19
    HOT_PLUGGABLE = 1 << 20
    ISA_VALID = 1 << 62
    RUNTIME = 1 << 63


KINDS = 1024
"""Words of attributes whose names are kept: a map of a million descriptors has a dozen."""


@lru_cache(KINDS)
def attribute_names(attributes: int) -> tuple[str, ...]:
    """Return the names of the bits, lowest first, and those without a name as one hex number."""
    known = tuple(a for a in MemoryAttribute if attributes & a)
    rest = attributes & ~sum(known)
    return (*(str(a.name) for a in known), *([f"{rest:#x}"] if rest else []))


class MemoryDescriptor(NamedTuple):
    """``EFI_MEMORY_DESCRIPTOR`` (UEFI 2.10, 7.2.3), its fields in the order of the structure.

    A form that does not tell attributes or the virtual address leaves them None.
    """

    type: int
    """One of `MemoryType`, or a number that has no name there."""
    start: int
    virtual_start: int | None
    pages: int
    attributes: int | None

    @property
    def end(self) -> int:
        """The first address behind; beyond 2^64 where the descriptor says so."""
        return self.start + self.pages * PAGE

    @property
    def size(self) -> int:
        """Bytes."""
        return self.pages * PAGE

    @property
    def range(self) -> PhysRange:
        return PhysRange(self.start, self.end)


Row: TypeAlias = tuple[int, int, int | None, int, int | None]
"""The values of a `MemoryDescriptor`."""


class Descriptors(Sequence[MemoryDescriptor]):
    """A million descriptors: plain rows, each of which is given its names when it is looked at.

    The garbage collector forgets plain tuples of integers, and visits all others again and again.
    """

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    @property
    def rows(self) -> Sequence[Row]:
        """The values, for who goes through all of them."""
        return self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[MemoryDescriptor]:
        return map(partial(tuple.__new__, MemoryDescriptor), self._rows)

    @overload
    def __getitem__(self, index: int) -> MemoryDescriptor: ...
    @overload
    def __getitem__(self, index: slice) -> Descriptors: ...
    def __getitem__(self, index: int | slice) -> MemoryDescriptor | Descriptors:
        if isinstance(index, slice):
            return Descriptors(self._rows[index])
        return MemoryDescriptor._make(self._rows[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class MapKind(StrEnum):
    """Which of firmware's maps it is."""

    MEMORY_MAP = "memory map"
    """What GetMemoryMap() returned."""
    RUNTIME_MAP = "runtime map"
    """What Linux keeps for runtime services, boot services' memory among it."""
    ATTRIBUTES_TABLE = "memory attributes table"
    """``EFI_MEMORY_ATTRIBUTES_TABLE`` (UEFI 2.10, 4.6.4): how runtime regions may be mapped."""


class Unread(NamedTuple):
    """A line that belongs to a map and cannot be read: cut, or mixed with another."""

    line: int
    text: str


class MemoryMap(NamedTuple):
    """Descriptors in the order of firmware, and where they were found.

    ``format`` is the name of the format that they were read from, ``label`` says which of
    several maps of a file it is. ``lines`` has a number for each descriptor that stood on a line
    of text, from 1. Where a form rounds (sizes in MB), ``exact`` is false.
    """

    format: str
    label: str
    descriptors: Sequence[MemoryDescriptor]
    kind: MapKind = MapKind.MEMORY_MAP
    descriptor_size: int | None = None
    """Bytes from one descriptor to the next, which may be more than the structure has."""
    descriptor_version: int | None = None
    lines: tuple[int, ...] = ()
    exact: bool = True
    unread: tuple[Unread, ...] = ()

    def of_type(self, type: int) -> RangeSet:
        """Return all addresses of a type, neighbours merged; see `regions`."""
        return RangeSet(self.regions(type))

    def regions(self, type: int) -> Iterator[PhysRange]:
        """Yield the range of each descriptor of a type, in order and not merged."""
        return (d.range for d in self.descriptors if d.type == type)

    @property
    def unaccepted(self) -> RangeSet:
        return self.of_type(MemoryType.UNACCEPTED)

    def where(self, index: int) -> str:
        """Say where a descriptor stands: ``line 935`` of a text, else ``descriptor 9``."""
        return f"line {self.lines[index]}" if self.lines else f"descriptor {index}"
