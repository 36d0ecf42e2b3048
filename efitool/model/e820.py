"""The e820 table: what Linux on x86 is told of memory, by firmware, loader or EFI stub."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from efitool.model.memmap import Unread
from efitool.model.ranges import PhysRange


class E820Type(IntEnum):
    """``enum e820_type`` (Linux v6.12, arch/x86/include/asm/e820/types.h).

    Unaccepted memory has no type of its own: the EFI stub gives it as usable.
    """

    USABLE = 1
    RESERVED = 2
    ACPI = 3
    NVS = 4
    UNUSABLE = 5
    PMEM = 7
    PRAM = 12
    SOFT_RESERVED = 0xEFFFFFFF


def type_word(type: int) -> str:
    """Return the word for a type (``soft-reserved``), or its number."""
    try:
        return E820Type(type).name.lower().replace("_", "-")
    except ValueError:
        return str(type)


class E820Entry(NamedTuple):
    """One range of a table; ``end`` is exclusive."""

    start: int
    end: int
    type: int

    @property
    def range(self) -> PhysRange:
        return PhysRange(self.start, self.end)


class E820Map(NamedTuple):
    """Entries in the order of the table; ``format``, ``label``, ``lines`` as in `MemoryMap`."""

    format: str
    label: str
    entries: tuple[E820Entry, ...]
    source: str
    """Whose table: ``BIOS-e820`` is what the kernel was given; ``user``, ``reserve setup_data``
    and others are what it made of that."""
    lines: tuple[int, ...] = ()
    unread: tuple[Unread, ...] = ()
