"""What runtime services may use, and what has a rule of its own, is silent."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.runtime_attribute_unexpected import check
from tests.maps import RUNTIME, descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(0, RUNTIME),
        descriptor(5, RUNTIME),
        descriptor(6, RUNTIME),
        descriptor(9, RUNTIME),
        descriptor(10, RUNTIME),
        descriptor(11, RUNTIME),
        descriptor(12, RUNTIME),
        descriptor(13, RUNTIME),
        descriptor(15, RUNTIME),
        descriptor(1879048192, RUNTIME),
        descriptor(7, None),
        descriptor(7),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(1, RUNTIME), "0x1000-0x2000 is EfiLoaderCode with EFI_MEMORY_RUNTIME"),
        (descriptor(4, RUNTIME), "0x1000-0x2000 is EfiBootServicesData with EFI_MEMORY_RUNTIME"),
        (descriptor(7, RUNTIME), "0x1000-0x2000 is EfiConventionalMemory with EFI_MEMORY_RUNTIME"),
        (descriptor(8, RUNTIME), "0x1000-0x2000 is EfiUnusableMemory with EFI_MEMORY_RUNTIME"),
        (descriptor(14, RUNTIME), "0x1000-0x2000 is EfiPersistentMemory with EFI_MEMORY_RUNTIME"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
