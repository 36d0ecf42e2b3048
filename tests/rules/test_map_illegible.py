"""Rows of which none is legible are named."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryMap, Unread
from efitool.rules.map_illegible import check
from tests.maps import descriptor, memory_map


def test_silent() -> None:
    assert list(check(GuestLog(maps=(memory_map(descriptor()),)))) == []


def test_fails() -> None:
    rows = MemoryMap("dmesg-efi", "line 5", (), unread=(Unread(5, "mem00: ["), Unread(7, "mem01")))

    assert list(check(GuestLog(illegible=(rows,)))) == [
        ("line 5", "dmesg-efi: 2 rows, none legible")
    ]
