"""What a file can hold, and the maps in it."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from efitool.model.acpi import AcpiTable
from efitool.model.e820 import E820Map
from efitool.model.guest_log import GuestLog
from efitool.model.guest_memory import GuestDump
from efitool.model.image import Image
from efitool.model.memmap import MemoryMap
from efitool.model.named_ranges import RangeList
from efitool.model.unaccepted import UnacceptedTable

Record: TypeAlias = (
    MemoryMap | E820Map | RangeList | UnacceptedTable | AcpiTable | GuestLog | GuestDump
)
"""What firmware, loaders, kernels or tools printed, handed over or left behind."""

Artifact: TypeAlias = Image | Record


def as_log(record: Record) -> GuestLog:
    """Return a record as a log that holds nothing else."""
    match record:
        case GuestLog():
            return record
        case GuestDump():
            return record.log
        case MemoryMap():
            return GuestLog(maps=(record,))
        case E820Map():
            return GuestLog(e820=(record,))
        case RangeList():
            return GuestLog(ranges=(record,))
        case UnacceptedTable():
            return GuestLog(unaccepted_tables=(record,))
        case AcpiTable():
            listed = record.ranges
            told = listed.ranges or any(d.ranges is None for d in record.devices)
            return GuestLog(ranges=(listed,) if told else (), acpi=(record,))


class RecordFile(NamedTuple):
    """A file of so many bytes that is no image, and what it holds."""

    path: str
    size: int
    format: str
    """The name of the format that it was read as."""
    log: GuestLog
    dump: GuestDump | None = None
    """The dump, if it is one: its log holds what `log` does."""


def record_file(path: str, size: int, format: str, record: Record) -> RecordFile:
    """Return a file with what was read of it."""
    dump = record if isinstance(record, GuestDump) else None
    return RecordFile(path, size, format, as_log(record), dump)
