"""Pages start on pages."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.descriptor_misaligned import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(start=0),
        descriptor(start=0xFFFFFFFFFFFFF000),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(start=0x1004), "it starts at 0x1004, which is no multiple of 4 KiB"),
        (descriptor(start=0x1800), "it starts at 0x1800, which is no multiple of 4 KiB"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
