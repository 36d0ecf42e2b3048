"""Half of the starts may be odd."""

from __future__ import annotations

from efitool.rules.map_misread import check
from tests.maps import descriptor, memory_map

FAR = descriptor(start=1 << 52)


def test_silent() -> None:
    assert list(check(memory_map())) == []
    assert list(check(memory_map(FAR, descriptor(start=(1 << 52) - 4096)))) == []


def test_fails() -> None:
    assert list(check(memory_map(FAR, FAR, descriptor()))) == [
        (None, "2 of 3 descriptors start above 2^52")
    ]
