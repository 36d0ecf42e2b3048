"""Parts of descriptors, however they are cut, are inside; other types are not."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog
from efitool.rules.attributes_table_outside_map import check
from tests.maps import attributes_table, descriptor, memory_map

MAP = memory_map(descriptor(5, pages=4), descriptor(6, start=0x5000, pages=4))


def test_silent() -> None:
    table = attributes_table(
        descriptor(5), descriptor(5, start=0x2000), descriptor(6, start=0x8000)
    )

    assert list(check(GuestLog(maps=(MAP, table)))) == []


def test_fails_with_what_is_outside() -> None:
    table = attributes_table(descriptor(5, start=0x4000, pages=3))._replace(label="line 9")

    assert list(check(GuestLog(maps=(MAP, table)))) == [
        ("line 9", "0x5000-0x7000 is EfiRuntimeServicesCode here, and not in the map")
    ]
