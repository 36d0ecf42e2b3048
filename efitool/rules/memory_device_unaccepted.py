"""No memory device of ACPI is of memory that the map calls unaccepted.

Linux takes such a device for memory that was plugged in, adds it as it is, and uses what nobody
accepted; or it accepts it in the one place while it offers it in the other. Firmware tells memory
once: by type 15, or by a device that is not present until the memory is accepted. A device whose
_CRS is a method is unread: hot-plug-range-unaccepted knows at least where it may be.

Passes: a device above all that the map lists. Fails: a device PNP0C80 at 0x200000000, and type 15.

Reference: ACPI 6.5, 9.11, Memory Devices; Linux v6.12, drivers/acpi/acpi_memhotplug.c,
acpi_memory_enable_device().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.ranges import RangeSet
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import with_acpi


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Compare the ranges of each device with those of type 15."""
    for map, tables in with_acpi(log):
        for device in (d for table in tables for d in table.devices):
            for both in RangeSet(device.ranges or ()) & map.unaccepted:
                told = f"unaccepted and of memory device {device.name}"
                yield map.label, f"{both}, {both.size >> 10} KiB, is {told}"


RULE = LogRule(
    "memory-device-unaccepted",
    Severity.ERROR,
    check,
    "report the memory once: as unaccepted, or as a device",
)
