"""All memory has a domain but for a MiB; an empty SRAT gives nothing away."""

from __future__ import annotations

from efitool.model.acpi import AcpiTable, MemoryAffinity
from efitool.model.guest_log import GuestLog
from efitool.model.ranges import PhysRange
from efitool.rules.memory_without_domain import check
from tests.maps import descriptor, memory_map

MIB = 1 << 20
MAP = memory_map(descriptor(7, start=0, pages=8 << 8), descriptor(0, start=64 * MIB, pages=8 << 8))


def log(*ends: int) -> GuestLog:
    affinities = tuple(
        MemoryAffinity(PhysRange(0, end), 0, True, hot_pluggable=True, non_volatile=False)
        for end in ends
    )
    return GuestLog(maps=(MAP,), acpi=(AcpiTable("acpi-table", "SRAT", affinities=affinities),))


def test_silent() -> None:
    assert list(check(log())) == []
    assert list(check(log(7 * MIB))) == []


def test_fails() -> None:
    assert list(check(log(4 * MIB, 6 * MIB))) == [
        ("GetMemoryMap", "2048 KiB, from 0x600000 on, are of no domain")
    ]
