"""Both attributes are named; others have rules of their own."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.unaccepted_attributes import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(15),
        descriptor(15, None),
        descriptor(15, 0x4000F),
        descriptor(7, 0x18000F),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(15, 0x8000F), "0x1000-0x2000 is unaccepted with CPU_CRYPTO"),
        (descriptor(15, 0x18000F), "0x1000-0x2000 is unaccepted with CPU_CRYPTO HOT_PLUGGABLE"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
