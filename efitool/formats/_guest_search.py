"""Where in a guest's memory the things are that lead to everything else.

Three are looked for: firmware's system table, by its signature and checksum; the page in which an
x86 kernel is told of the machine, by its loader's signature; the notes that a kernel leaves for
those who read its dumps. The search ends where all three are found.
"""

from __future__ import annotations

from typing import NamedTuple

from efitool.formats import _vmcoreinfo, boot_params
from efitool.formats._memory_layouts import BOOT_PARAMS_EFI_INFO, EFI_MEMORY_DESCRIPTOR
from efitool.formats._system_table import SIGNATURE, is_whole
from efitool.formats.memmap_raw import WIDEST
from efitool.model.guest_memory import GuestMemory, Watch
from efitool.model.memmap import PAGE

LITERALS = (SIGNATURE, b"EL64", b"EL32", b"OSRELEASE=")
LONGEST = max(map(len, LITERALS))

HIT_LIMIT = 1 << 16
"""Places that are looked at: memory that holds nothing but a signature is made to hurt."""

FOUND_LIMIT = 16
"""Things of a kind that are kept."""

ZEROS = bytes(1 << 20)
"""What is equal to this is not searched: comparing is five times as fast."""


class Landmarks(NamedTuple):
    """Physical addresses, in order, and how much was searched to find them."""

    system_tables: list[int]
    boot_params: list[int]
    vmcoreinfo: list[int]
    searched: int = 0

    @property
    def complete(self) -> bool:
        """Whether there is one of each."""
        return bool(self.system_tables and self.boot_params and self.vmcoreinfo)


def search(
    memory: GuestMemory, watch: Watch | None, *, first: bool = False, noted: bool = False
) -> Landmarks:
    """Search memory, until everything is found, or the ``first`` of it.

    ``noted`` says that the file itself has the kernel's notes.
    """
    found = Landmarks([], [], [])
    total, done, hits = memory.size, 0, 0
    tail, tail_end = b"", -1
    for address, data in memory.pieces():
        before = tail if tail_end == address else b""
        tail, tail_end = data[1 - LONGEST :], address + len(data)
        if data != (ZEROS if len(data) == len(ZEROS) else ZEROS[: len(data)]):
            text = before + data
            for literal in LITERALS:
                at = text.find(literal)
                while at >= 0 and hits < HIT_LIMIT:
                    hits += 1
                    _look(memory, found, literal, address - len(before) + at)
                    at = text.find(literal, at + 1)
        done += len(data)
        if watch:
            watch(done, total)
        if (first and any(found[:3])) or (
            found.system_tables and found.boot_params and (noted or found.vmcoreinfo)
        ):
            break
    return found._replace(searched=done)


def _look(memory: GuestMemory, found: Landmarks, literal: bytes, address: int) -> None:
    """Keep an address at which there is what the literal promises."""
    if literal == SIGNATURE:
        _keep(found.system_tables, address, good=not address % 8 and is_whole(memory, address))
    elif literal == b"OSRELEASE=":
        text = memory.read(address, _vmcoreinfo.LIMIT)
        _keep(found.vmcoreinfo, address, good=_vmcoreinfo.is_one(text))
    else:
        start = address - boot_params.EFI_INFO
        _keep(found.boot_params, start, good=start >= 0 and _is_boot_params(memory, start))


def _keep(addresses: list[int], address: int, *, good: bool) -> None:
    if good and len(addresses) < FOUND_LIMIT and address not in addresses:
        addresses.append(address)


def _is_boot_params(memory: GuestMemory, address: int) -> bool:
    """Whether the EFI part of the page makes sense, and its e820 table has entries."""
    page = memory.read(address, PAGE)
    if len(page) < PAGE or address % 16:
        return False
    info = BOOT_PARAMS_EFI_INFO.parse(boot_params.NAME, page, boot_params.EFI_INFO)
    stride, size = info["efi_memdesc_size"], info["efi_memmap_size"]
    return bool(
        0 < info["e820_entries"] <= boot_params.MOST_ENTRIES
        and EFI_MEMORY_DESCRIPTOR.size <= stride <= WIDEST
        and info["efi_systab"] > 0
        and size > 0
        and size % stride == 0
    )
