"""1 MiB is the border."""

from __future__ import annotations

from efitool.rules.unaccepted_below_1mib import check
from tests.maps import descriptor, memory_map, unaccepted

MIB = 1 << 20


def test_silent() -> None:
    assert list(check(memory_map(descriptor()))) == []
    assert list(check(unaccepted((MIB, MIB)))) == []


def test_fails_with_what_is_below() -> None:
    assert list(check(unaccepted((0, 0xA0000)))) == [(None, "640 KiB below 1 MiB are unaccepted")]
    assert list(check(unaccepted((MIB - 4096, MIB)))) == [
        (None, "4 KiB below 1 MiB are unaccepted")
    ]
