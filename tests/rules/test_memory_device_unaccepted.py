"""Devices beside type 15, and of it; one of unknown range says nothing."""

from __future__ import annotations

from efitool.model.acpi import AcpiTable, MemoryDevice
from efitool.model.guest_log import GuestLog
from efitool.model.ranges import PhysRange
from efitool.rules.memory_device_unaccepted import check
from tests.maps import unaccepted

GIB = 1 << 30


def log(*ranges: PhysRange) -> GuestLog:
    devices = (MemoryDevice("MP00", ranges or None),)
    table = AcpiTable("acpi-table", "SSDT", devices=devices)
    return GuestLog(maps=(unaccepted((8 * GIB, GIB)),), acpi=(table,))


def test_silent() -> None:
    assert list(check(log())) == []
    assert list(check(log(PhysRange(7 * GIB, 8 * GIB), PhysRange(9 * GIB, 10 * GIB)))) == []


def test_fails() -> None:
    assert list(check(log(PhysRange(8 * GIB, 10 * GIB)))) == [
        (
            "GetMemoryMap",
            "0x200000000-0x240000000, 1048576 KiB, is unaccepted and of memory device MP00",
        )
    ]
