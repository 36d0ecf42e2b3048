"""WP is a way of caching."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.attribute_protection import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(7, 0x100F),
        descriptor(7, None),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(7, 0x200F), "0x1000-0x2000 has RP"),
        (descriptor(7, 0x400F), "0x1000-0x2000 has XP"),
        (descriptor(7, 0x2400F), "0x1000-0x2000 has XP RO"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
