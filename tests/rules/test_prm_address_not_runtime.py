"""Code, data and parameters of handlers are for runtime; no data is no fault."""

from __future__ import annotations

from uuid import UUID

from efitool.model.acpi import AcpiTable, PrmHandler
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryMap, Unread
from efitool.rules.prm_address_not_runtime import check
from tests.maps import RUNTIME, descriptor, memory_map

GUID = UUID("5a6c9d0e-1111-2222-3333-444455556666")
MAP = memory_map(descriptor(5, RUNTIME | 0xF, start=0x10000), descriptor(7, start=0x20000))


def log(*addresses: int, map: MemoryMap = MAP) -> GuestLog:
    table = AcpiTable("acpi-table", "PRMT", handlers=(PrmHandler(GUID, *addresses),))
    return GuestLog(maps=(map,), acpi=(table,))


def test_silent() -> None:
    assert list(check(log(0x10000, 0x10008, 0x10FFF))) == []
    assert list(check(log(0x10000, 0, 0))) == []
    assert list(check(log(0, 0, 0, map=MAP._replace(unread=(Unread(3, ""),))))) == []
    assert list(check(log(0, 0, 0, map=memory_map(descriptor(5, None))))) == []


def test_fails() -> None:
    assert list(check(log(0, 0x20000, 0x11000))) == [
        ("GetMemoryMap", f"{GUID}: its code at 0x0, which is not for runtime"),
        ("GetMemoryMap", f"{GUID}: its static data at 0x20000, which is not for runtime"),
        ("GetMemoryMap", f"{GUID}: its parameters at 0x11000, which is not for runtime"),
    ]
