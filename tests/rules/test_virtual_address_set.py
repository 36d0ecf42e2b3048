"""Zero, or not told."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.virtual_address_set import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(virtual_start=0),
        descriptor(virtual_start=None),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            descriptor(virtual_start=0xFFFFFFFEFFE00000),
            "0x1000-0x2000 has the virtual address 0xfffffffeffe00000",
        ),
        (
            descriptor(virtual_start=15),
            "0x1000-0x2000 has the virtual address 0xf, which is no page's",
        ),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
