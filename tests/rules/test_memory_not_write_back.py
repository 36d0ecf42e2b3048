"""Memory that can be cached otherwise is told of; what cannot at all has another rule."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.memory_not_write_back import check
from tests.maps import RUNTIME, descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(7, 8),
        descriptor(7, 0),
        descriptor(7, None),
        descriptor(0, 1),
        descriptor(11, RUNTIME | 1),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(7, 7), "0x1000-0x2000 is memory without EFI_MEMORY_WB: 0x7"),
        (descriptor(15, 1), "0x1000-0x2000 is memory without EFI_MEMORY_WB: 0x1"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
