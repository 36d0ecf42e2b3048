"""Ranges that are enabled and hot-pluggable, around type 15."""

from __future__ import annotations

from efitool.model.acpi import AcpiTable, MemoryAffinity
from efitool.model.guest_log import GuestLog
from efitool.model.ranges import PhysRange
from efitool.rules.hot_plug_range_unaccepted import check
from tests.maps import unaccepted

GIB = 1 << 30


def log(start: int, *, enabled: bool = True, hot_pluggable: bool = True) -> GuestLog:
    range = PhysRange(start, 16 * GIB)
    affinity = MemoryAffinity(range, 0, enabled, hot_pluggable, non_volatile=False)
    table = AcpiTable("acpi-table", "SRAT", affinities=(affinity,))
    return GuestLog(maps=(unaccepted((8 * GIB, GIB)),), acpi=(table,))


def test_silent() -> None:
    assert list(check(log(9 * GIB))) == []
    assert list(check(log(8 * GIB, enabled=False))) == []
    assert list(check(log(8 * GIB, hot_pluggable=False))) == []


def test_fails() -> None:
    assert list(check(log(9 * GIB - 4096))) == [
        (
            "GetMemoryMap",
            "0x23ffff000-0x240000000, 4 KiB, is unaccepted where memory may be plugged in",
        )
    ]
