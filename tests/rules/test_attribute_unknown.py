"""Names, the instruction set's mask and nothing else."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.attribute_unknown import check
from tests.maps import RUNTIME, descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(7, None),
        descriptor(7, 0x1FF01F),
        descriptor(7, RUNTIME | 1 << 62 | 0xFFFF << 44),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(7, 1 << 5 | 0xF), "0x1000-0x2000 has 0x20, which UEFI does not define"),
        (descriptor(7, 1 << 11 | 0xF), "0x1000-0x2000 has 0x800, which UEFI does not define"),
        (descriptor(7, 1 << 21 | 0xF), "0x1000-0x2000 has 0x200000, which UEFI does not define"),
        (
            descriptor(7, 1 << 43 | 0xF),
            "0x1000-0x2000 has 0x80000000000, which UEFI does not define",
        ),
        (
            descriptor(7, 1 << 60 | 0xF),
            "0x1000-0x2000 has 0x1000000000000000, which UEFI does not define",
        ),
        (
            descriptor(7, 1 << 61 | 0xF),
            "0x1000-0x2000 has 0x2000000000000000, which UEFI does not define",
        ),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
