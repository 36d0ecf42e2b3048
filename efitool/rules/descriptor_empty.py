"""Each descriptor has pages.

One without still counts: Linux begins the table of unaccepted memory where the lowest unaccepted
descriptor starts, and drops it only later ("Removing N invalid memory map entries").

Passes: one page. Fails: none.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_DESCRIPTOR. Linux v6.12, arch/x86/platform/efi/efi.c,
efi_clean_memmap().
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryDescriptor
from efitool.rules._base import DescriptorRule


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look at the number of pages."""
    return None if descriptor.pages else f"it has no pages at {descriptor.start:#x}"


RULE = DescriptorRule(
    "descriptor-empty",
    Severity.ERROR,
    check,
    "leave out what has no pages",
)
