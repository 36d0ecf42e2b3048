"""What UEFI keeps for itself begins behind its last type and ends before those of OEMs."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.memory_type_undefined import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(0),
        descriptor(15),
        descriptor(0x70000000),
        descriptor(0x80000000),
        descriptor(0xFFFFFFFF),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(16), "0x1000-0x2000 is of type 0x10, which is not defined"),
        (descriptor(0x6FFFFFFF), "0x1000-0x2000 is of type 0x6fffffff, which is not defined"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
