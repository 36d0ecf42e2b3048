"""Types 9 and 10 ask for no virtual address."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.acpi_runtime import check
from tests.maps import RUNTIME, descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(9),
        descriptor(10),
        descriptor(9, None),
        descriptor(6, RUNTIME | 0xF),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(9, RUNTIME | 0xF), "0x1000-0x2000 is ACPI's and asks for a virtual address"),
        (descriptor(10, RUNTIME | 0xF), "0x1000-0x2000 is ACPI's and asks for a virtual address"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
