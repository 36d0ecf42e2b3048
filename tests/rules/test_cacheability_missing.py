"""Any way of caching is one; what is no memory needs none."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.cacheability_missing import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(0, 0),
        descriptor(5, 0),
        descriptor(8, 0),
        descriptor(11, 0),
        descriptor(7, None),
        descriptor(7, 0x1),
        descriptor(7, 0x2),
        descriptor(7, 0x4),
        descriptor(7, 0x8),
        descriptor(7, 0x10),
        descriptor(7, 0x1000),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(1, 0), "0x1000-0x2000 is memory that cannot be mapped: 0x0"),
        (descriptor(2, 0), "0x1000-0x2000 is memory that cannot be mapped: 0x0"),
        (descriptor(3, 0), "0x1000-0x2000 is memory that cannot be mapped: 0x0"),
        (descriptor(4, 0), "0x1000-0x2000 is memory that cannot be mapped: 0x0"),
        (descriptor(7, 0), "0x1000-0x2000 is memory that cannot be mapped: 0x0"),
        (descriptor(9, 0), "0x1000-0x2000 is memory that cannot be mapped: 0x0"),
        (descriptor(10, 0), "0x1000-0x2000 is memory that cannot be mapped: 0x0"),
        (descriptor(14, 0), "0x1000-0x2000 is memory that cannot be mapped: 0x0"),
        (descriptor(15, 0), "0x1000-0x2000 is memory that cannot be mapped: 0x0"),
        (descriptor(7, 0x4000), "0x1000-0x2000 is memory that cannot be mapped: 0x4000"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
