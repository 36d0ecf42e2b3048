"""Order is free, neighbours touch, pages are named once."""

from __future__ import annotations

from efitool.rules.descriptor_overlap import check
from tests.maps import descriptor, memory_map


def test_silent_on_neighbours_in_any_order() -> None:
    low, high = descriptor(start=0x1000, pages=2), descriptor(start=0x3000)

    assert list(check(memory_map(high, low))) == []


def test_silent_on_what_is_empty() -> None:
    assert list(check(memory_map(descriptor(pages=4), descriptor(start=0x2000, pages=0)))) == []


def test_fails_with_what_both_have() -> None:
    late, early = descriptor(start=0x2000, pages=4), descriptor(start=0x1000, pages=2)

    assert list(check(memory_map(late, early)._replace(lines=(8, 9)))) == [
        (0, "0x2000-0x6000 shares 0x2000-0x3000 with line 9")
    ]


def test_fails_on_all_that_one_contains() -> None:
    around = descriptor(start=0, pages=16)
    inside = [descriptor(start=s) for s in (0x1000, 0x8000)]

    assert list(check(memory_map(around, *inside))) == [
        (1, "0x1000-0x2000 shares 0x1000-0x2000 with descriptor 0"),
        (2, "0x8000-0x9000 shares 0x8000-0x9000 with descriptor 0"),
    ]


def test_fails_on_the_same_range_twice() -> None:
    assert [index for index, _ in check(memory_map(descriptor(7), descriptor(0)))] == [1]
