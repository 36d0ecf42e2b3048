"""Memory that has been accepted, and no device."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.memory_hot_pluggable import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(7),
        descriptor(7, None),
        descriptor(0, 0x10000F),
        descriptor(15, 0x10000F),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(7, 0x10000F), "0x1000-0x2000 can be unplugged: nothing may be kept there"),
        (descriptor(14, 0x10800F), "0x1000-0x2000 can be unplugged: nothing may be kept there"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
