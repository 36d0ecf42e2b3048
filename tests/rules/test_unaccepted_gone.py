"""All that was unaccepted is memory of another type in the next map."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog
from efitool.rules.unaccepted_gone import check
from tests.maps import descriptor, memory_map, unaccepted

FIRST = unaccepted((4 << 30, 4 << 20))
ACCEPTED = memory_map(descriptor(7, start=4 << 30, pages=2 << 8))


def test_silent() -> None:
    assert list(check(GuestLog(maps=(FIRST, FIRST)))) == []
    assert list(check(GuestLog(maps=(FIRST,)))) == []
    assert list(check(GuestLog(maps=(FIRST, ACCEPTED)))) == []


def test_fails() -> None:
    grown = memory_map(*ACCEPTED.descriptors, descriptor(4, start=(4 << 30) + (2 << 20), pages=512))

    assert list(check(GuestLog(maps=(FIRST, grown)))) == [
        ("GetMemoryMap", "4096 KiB were unaccepted before, and are not here")
    ]
