"""EDK II's bits and the instruction set's are the same ones."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.attribute_internal import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(7, None),
        descriptor(7, 1 << 62 | 7 << 56 | 0xF),
        descriptor(7, 1 << 55 | 0xF),
        descriptor(7, 1 << 59 | 0xF),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            descriptor(7, 1 << 56 | 0xF),
            "0x1000-0x2000 has 0x100000000000000, which only EDK II's core knows",
        ),
        (
            descriptor(7, 1 << 57 | 0xF),
            "0x1000-0x2000 has 0x200000000000000, which only EDK II's core knows",
        ),
        (
            descriptor(7, 1 << 58 | 0xF),
            "0x1000-0x2000 has 0x400000000000000, which only EDK II's core knows",
        ),
        (
            descriptor(7, 7 << 56 | 0xF),
            "0x1000-0x2000 has 0x700000000000000, which only EDK II's core knows",
        ),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
