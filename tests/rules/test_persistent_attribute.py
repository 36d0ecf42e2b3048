"""Type and attribute go together."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.persistent_attribute import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(14, 0x800F),
        descriptor(7, 0xF),
        descriptor(14, None),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(14, 0xF), "0x1000-0x2000 is EfiPersistentMemory without EFI_MEMORY_NV"),
        (descriptor(7, 0x800F), "0x1000-0x2000 is EfiConventionalMemory with EFI_MEMORY_NV"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
