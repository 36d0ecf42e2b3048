"""CXL memory may be conventional for a special purpose, or not listed."""

from __future__ import annotations

from efitool.model.acpi import AcpiTable, CxlWindow
from efitool.model.guest_log import GuestLog
from efitool.model.ranges import PhysRange
from efitool.rules.cxl_window_conventional import check
from tests.maps import descriptor, memory_map

WINDOW = CxlWindow(PhysRange(0x10000, 0x20000), 1, 0xF)


def log(type: int, attributes: int | None, start: int = 0x10000) -> GuestLog:
    map = memory_map(descriptor(type, attributes, start=start, pages=4))
    return GuestLog(maps=(map,), acpi=(AcpiTable("acpi-table", "CEDT", windows=(WINDOW,)),))


def test_silent() -> None:
    assert list(check(log(7, 0x4000F))) == []
    assert list(check(log(7, None))) == []
    assert list(check(log(0, 0xF))) == []
    assert list(check(log(7, 0xF, start=0x20000))) == []


def test_fails() -> None:
    assert list(check(log(7, 0xF))) == [
        ("GetMemoryMap", "0x10000-0x14000, 16 KiB, is CXL memory and conventional")
    ]
