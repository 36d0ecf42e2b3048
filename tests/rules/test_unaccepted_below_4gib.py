"""4 GiB is the border."""

from __future__ import annotations

from efitool.rules.unaccepted_below_4gib import check
from tests.maps import descriptor, memory_map, unaccepted

GIB = 1 << 30


def test_silent() -> None:
    assert list(check(memory_map(descriptor()))) == []
    assert list(check(unaccepted((4 * GIB, GIB)))) == []


def test_fails_with_what_is_below() -> None:
    assert list(check(unaccepted((GIB, 4096), (4 * GIB - 8192, GIB)))) == [
        (None, "12 KiB below 4 GiB are unaccepted")
    ]
