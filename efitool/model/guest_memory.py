"""A guest's memory, as a dump holds it, and what was found in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Protocol, TypeAlias
from uuid import UUID

from efitool.model.guest_log import GuestLog
from efitool.model.ranges import PhysRange, RangeSet

Watch: TypeAlias = Callable[[int, int], None]
"""Is told how many bytes were searched, and of how many."""


class Piece(NamedTuple):
    """Memory from an address on."""

    address: int
    data: bytes


class GuestMemory(Protocol):
    """Physical memory with holes in it."""

    @property
    def size(self) -> int:
        """Bytes of memory that are there."""

    def ranges(self) -> Iterator[PhysRange]:
        """Yield what is there, in order."""

    def read(self, address: int, size: int) -> bytes:
        """Return the bytes from an address on: fewer than asked for where a hole follows."""

    def pieces(self) -> Iterator[Piece]:
        """Yield all that is there, in order, in pieces of no more than a mebibyte."""


class Landmark(NamedTuple):
    """Something that was found in memory, and its physical address."""

    name: str
    address: int
    text: str = ""
    """What is to be said of it."""


class ConfigurationTable(NamedTuple):
    """An entry of the EFI configuration table (UEFI 2.10, 4.6)."""

    guid: UUID
    address: int


class GuestDump(NamedTuple):
    """What a dump of a guest's memory holds."""

    architecture: str | None
    """As `uname -m` calls it, None where neither the file nor the memory tells."""
    ranges: RangeSet
    """The memory that is in the file; of a filtered dump, rounded to the ranges that are told."""
    size: int
    """Bytes of memory in the file."""
    searched: int
    """Bytes of it that were searched: no more than was needed to find all that is sought."""
    landmarks: tuple[Landmark, ...]
    tables: tuple[ConfigurationTable, ...]
    vmcoreinfo: Mapping[str, str]
    """What the kernel notes for those who read its dumps: ``OSRELEASE``, ``SYMBOL(prb)``, …"""
    kernel_log: bytes
    """The kernel's messages, as ``dmesg`` prints them."""
    log: GuestLog
    """The maps and tables in memory, and what the kernel's messages tell."""
    troubles: tuple[str, ...]
    """What is damaged, missing, or could not be read, a sentence each."""

    @property
    def release(self) -> str | None:
        """The kernel's version, as `uname -r` prints it."""
        return self.vmcoreinfo.get("OSRELEASE")
