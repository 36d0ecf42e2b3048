"""Each bit of the mask needs the bit that validates it."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.isa_not_valid import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(7, None),
        descriptor(7, 1 << 62 | 0xFFFF << 44),
        descriptor(7, 1 << 43),
        descriptor(7, 1 << 60),
        descriptor(7, 7 << 56),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(7, 1 << 44), "0x1000-0x2000 has 0x100000000000 without EFI_MEMORY_ISA_VALID"),
        (descriptor(7, 1 << 55), "0x1000-0x2000 has 0x80000000000000 without EFI_MEMORY_ISA_VALID"),
        (
            descriptor(7, 1 << 59),
            "0x1000-0x2000 has 0x800000000000000 without EFI_MEMORY_ISA_VALID",
        ),
        (
            descriptor(7, 0xFFFF << 44),
            "0x1000-0x2000 has 0x8fff00000000000 without EFI_MEMORY_ISA_VALID",
        ),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
