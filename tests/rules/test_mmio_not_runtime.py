"""Other types may be without."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.mmio_not_runtime import check
from tests.maps import RUNTIME, descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(11, RUNTIME | 1),
        descriptor(11, None),
        descriptor(12, 1),
        descriptor(0, 1),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(11, 1), "0x1000-0x2000 is memory-mapped, and not for runtime services"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
