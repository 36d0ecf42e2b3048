"""Types 5 and 6 ask for a virtual address."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.runtime_attribute_missing import check
from tests.maps import RUNTIME, descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(5, RUNTIME | 0xF),
        descriptor(6, RUNTIME | 0xF),
        descriptor(5, None),
        descriptor(4, 0xF),
        descriptor(7, 0xF),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(5), "0x1000-0x2000 is of runtime services without EFI_MEMORY_RUNTIME"),
        (descriptor(6), "0x1000-0x2000 is of runtime services without EFI_MEMORY_RUNTIME"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
