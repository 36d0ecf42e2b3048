"""Only together are type and attribute odd."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.unaccepted_special_purpose import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(15),
        descriptor(15, None),
        descriptor(7, 0x4000F),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            descriptor(15, 0x4000F),
            "0x1000-0x2000 is unaccepted and for a special purpose: Linux does not set 4 KiB aside",
        ),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
