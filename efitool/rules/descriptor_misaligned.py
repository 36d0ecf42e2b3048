"""Each descriptor starts on a page of 4 KiB.

EFI pages have 4 KiB on every architecture. What starts elsewhere was not written by firmware, or is
read at the wrong stride.

Passes: 0x1000. Fails: 0x1004.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_DESCRIPTOR.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import PAGE, MemoryDescriptor
from efitool.rules._base import DescriptorRule


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look at the bits below a page."""
    if descriptor.start % PAGE:
        return f"it starts at {descriptor.start:#x}, which is no multiple of 4 KiB"
    return None


RULE = DescriptorRule(
    "descriptor-misaligned",
    Severity.ERROR,
    check,
    "read the map with the descriptor size that firmware returned",
)
