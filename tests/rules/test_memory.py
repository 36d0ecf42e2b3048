"""What is free is memory; devices and runtime services' ranges are not taken for it."""

from __future__ import annotations

from efitool.rules._memory import CACHEABILITY, FREE, MEMORY


def test_types() -> None:
    assert {int(type) for type in FREE} == {1, 2, 3, 4, 7}
    assert {int(type) for type in MEMORY - FREE} == {9, 10, 14, 15}


def test_ways_of_caching() -> None:
    assert CACHEABILITY == 0x101F
