"""Memory as it is, from address 0 on, with nothing that says so: a file that backs a guest's RAM.

A guest with more memory than fits below the devices of its machine has the rest above 4 GiB;
the file has no hole there. What lies behind the hole is told by the machine alone, so addresses
in such a file are right below it only.

Reference: QEMU 7.2, docs/system/invocation.rst, *memory-backend-file*; monitor command *pmemsave*.
"""

from __future__ import annotations

from efitool.errors import MalformedError
from efitool.formats import _guest_search, vmcore_elf, vmcore_kdump
from efitool.formats._base import Format, Kind
from efitool.formats._guest_contents import Dump, contents
from efitool.formats._ram_extents import Extent, ExtentMemory, plain
from efitool.model.guest_memory import GuestDump, Watch
from efitool.model.image import Data
from efitool.model.memmap import PAGE

NAME = "guest-ram"
LEAST = 1 << 20
"""Bytes: less is no memory of a machine."""


def sniff(data: Data) -> bool:
    """Whether it has whole pages, and firmware's system table or a kernel's notes among them."""
    says_so = vmcore_elf.sniff(data) or vmcore_kdump.sniff(data)
    if says_so or len(data) < LEAST or len(data) % PAGE:
        return False
    landmarks = _guest_search.search(_memory(data), None, first=True)
    return bool(landmarks.system_tables or landmarks.boot_params or landmarks.vmcoreinfo)


def decode(data: Data, *, watch: Watch | None = None) -> GuestDump:
    """Find what there is in memory. Raises `MalformedError`."""
    if not len(data):
        raise MalformedError(NAME, "memory", 0, "it is empty")
    return contents(Dump(_memory(data), None, b"", ()), watch)


def _memory(data: Data) -> ExtentMemory:
    return ExtentMemory(plain(data), [Extent(0, len(data), 0)])


FORMAT = Format(
    name=NAME,
    summary="a guest's memory as it is, from address 0 on",
    sniff=sniff,
    decode=decode,
    kind=Kind.GUEST_MEMORY,
    loses="what was written over since boot, or filtered out",
    example="pmemsave 0 SIZE FILE of QEMU, a memory-backend-file; --format if not found",
)
