"""Entries may touch and may leave gaps."""

from __future__ import annotations

from efitool.rules.attributes_table_order import check
from tests.maps import attributes_table, descriptor

LOW, NEXT, HIGH = (descriptor(6, start=start) for start in (0x1000, 0x2000, 0x9000))


def test_silent() -> None:
    assert list(check(attributes_table(LOW, NEXT, HIGH))) == []


def test_fails_on_the_wrong_order() -> None:
    assert list(check(attributes_table(LOW, HIGH, NEXT))) == [
        (2, "0x2000-0x3000 follows 0x9000-0xa000")
    ]


def test_fails_on_the_same_page_twice() -> None:
    assert [index for index, _ in check(attributes_table(LOW, LOW))] == [1]
