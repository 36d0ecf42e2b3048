"""Conventional memory can be kept; unaccepted memory has a rule of its own."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.special_purpose_type import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(7, 0x4000F),
        descriptor(15, 0x4000F),
        descriptor(0, 0xF),
        descriptor(0, None),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(0, 0x4000F), "0x1000-0x2000 is EfiReservedMemoryType with EFI_MEMORY_SP"),
        (descriptor(14, 0x4800F), "0x1000-0x2000 is EfiPersistentMemory with EFI_MEMORY_SP"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
