"""The last page is the last that has an address."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.descriptor_wraps import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(start=0xFFFFFFFFFFFFF000),
        descriptor(start=0, pages=1 << 52),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            descriptor(start=0xFFFFFFFFFFFFF000, pages=2),
            "2 pages from 0xfffffffffffff000 end beyond 2^64",
        ),
        (
            descriptor(start=0, pages=(1 << 64) - 1),
            "18446744073709551615 pages from 0x0 end beyond 2^64",
        ),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
