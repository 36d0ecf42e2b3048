"""Each page of types 5 and 6 is listed; others need not be."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog
from efitool.rules.attributes_table_incomplete import check
from tests.maps import attributes_table, descriptor, memory_map

MAP = memory_map(
    descriptor(5, pages=4), descriptor(6, start=0x5000, pages=4), descriptor(0, start=0x9000)
)


def test_silent() -> None:
    halves = (descriptor(5, start=start, pages=2) for start in (0x1000, 0x3000))
    table = attributes_table(*halves, descriptor(6, start=0x5000, pages=4))

    assert list(check(GuestLog(maps=(MAP, table)))) == []


def test_fails_with_what_is_missing() -> None:
    table = attributes_table(descriptor(5, pages=4), descriptor(6, start=0x5000))

    assert list(check(GuestLog(maps=(MAP, table)))) == [
        (table.label, "0x6000-0x9000 is EfiRuntimeServicesData in the map, and not here")
    ]
