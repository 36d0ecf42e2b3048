"""What a dump of a guest's memory holds, found without the kernel's symbols.

From the system table to the configuration tables, and from those to maps and bitmaps; from
``boot_params`` to the e820 table and the map that the kernel was given; from the kernel's notes to
its messages. What makes no sense is told, and the rest still used.
"""

from __future__ import annotations

from typing import NamedTuple

from efitool.errors import LimitError, UnknownFormatError
from efitool.formats import _guest_search, _printk_buffer, _vmcoreinfo, guest_log
from efitool.formats._guest_tables import GuestTables
from efitool.formats._kernel_addresses import KernelAddresses
from efitool.model.guest_log import GuestLog, joined
from efitool.model.guest_memory import GuestDump, GuestMemory, Landmark, Watch
from efitool.model.ranges import PhysRange, RangeSet

RANGE_LIMIT = 4096
"""Ranges of memory that are told: a filtered dump may have a million, the last takes in all."""


class Dump(NamedTuple):
    """The memory of a file, and what the file itself tells."""

    memory: GuestMemory
    architecture: str | None
    vmcoreinfo: bytes
    troubles: tuple[str, ...]


def contents(dump: Dump, watch: Watch | None) -> GuestDump:
    """Find what there is in the memory of a dump."""
    memory = dump.memory
    found = _guest_search.search(memory, watch, noted=bool(dump.vmcoreinfo))
    landmarks: list[Landmark] = []
    notes = dump.vmcoreinfo
    if not notes and found.vmcoreinfo:
        at = found.vmcoreinfo[-1]
        notes = memory.read(at, _vmcoreinfo.LIMIT)
        landmarks.append(Landmark("VMCOREINFO", at, "what the kernel notes for readers of dumps"))
    vmcoreinfo = _vmcoreinfo.parse(notes)
    tables = GuestTables(memory, found)
    troubles = [*dump.troubles, *tables.troubles]
    kernel = KernelAddresses(memory, vmcoreinfo)
    buffer = _printk_buffer.read(kernel, vmcoreinfo)
    if buffer:
        text = f"{buffer.messages} messages"
        landmarks.append(Landmark("kernel log", kernel.physical(buffer.address) or 0, text))
    if buffer and buffer.lost:
        troubles.append(f"{buffer.lost} of the kernel's messages make no sense")
    if vmcoreinfo and not buffer:
        troubles.append("the kernel's messages are not found: it is too old, or memory is missing")
    messages = buffer.text if buffer else b""
    landmarks += tables.landmarks
    if not landmarks:
        troubles.append(
            "neither firmware's tables nor a kernel is found in it: is the memory encrypted?"
        )
    return GuestDump(
        dump.architecture or ("x86_64" if found.boot_params else None),
        _ranges(memory),
        memory.size,
        found.searched,
        tuple(sorted(landmarks, key=lambda mark: mark.address)),
        tables.configuration,
        vmcoreinfo,
        messages,
        joined((tables.log, _from_messages(messages))),
        tuple(troubles),
    )


def _ranges(memory: GuestMemory) -> RangeSet:
    """Return what is in a dump, the last range taking in all that are too many to be told."""
    told: list[PhysRange] = []
    for range in memory.ranges():
        if len(told) < RANGE_LIMIT:
            told.append(range)
        else:
            told[-1] = PhysRange(told[-1].start, range.end)
    return RangeSet(told)


def _from_messages(messages: bytes) -> GuestLog:
    try:
        log = guest_log.decode(messages) if messages else GuestLog()
    except (UnknownFormatError, LimitError):
        return GuestLog()
    return log._replace(
        maps=tuple(m._replace(label=f"{m.label} of the kernel's messages") for m in log.maps),
        e820=tuple(e._replace(label=f"{e.label} of the kernel's messages") for e in log.e820),
    )
