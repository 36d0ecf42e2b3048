"""Lines are named, and maps of every kind are judged."""

from __future__ import annotations

from efitool.model.memmap import MapKind, Unread
from efitool.rules.map_damaged import RULE, check
from tests.maps import descriptor, memory_map


def test_silent() -> None:
    assert list(check(memory_map(descriptor()))) == []


def test_fails_with_the_first_lines() -> None:
    lost = tuple(Unread(line, "efi: mem07: [Conventi rane=") for line in range(5, 11))

    assert list(check(memory_map()._replace(unread=lost[:2]))) == [(None, "not read: line 5, 6")]
    assert list(check(memory_map()._replace(unread=lost))) == [
        (None, "not read: line 5, 6, 7, 8 and 2 more")
    ]


def test_every_kind_of_map_is_judged() -> None:
    assert set(RULE.kinds) == set(MapKind)
