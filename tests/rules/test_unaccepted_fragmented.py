"""Two units are enough, and neighbours count for themselves."""

from __future__ import annotations

from efitool.rules.unaccepted_fragmented import check
from tests.maps import descriptor, memory_map, unaccepted

MIB = 1 << 20


def test_silent() -> None:
    assert list(check(memory_map(descriptor()))) == []
    assert list(check(unaccepted((4 * MIB, 4 * MIB)))) == []


def test_fails_on_neighbours() -> None:
    assert list(check(unaccepted((4 * MIB, 2 * MIB), (6 * MIB, 4 * MIB - 4096)))) == [
        (None, "2 unaccepted ranges of less than 4 MiB: 6140 KiB are accepted early")
    ]
