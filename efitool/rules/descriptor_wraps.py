"""Each descriptor ends within the 64 bits of an address.

Who adds the pages to the start has a small number otherwise, and takes the range for another. Linux
drops such a descriptor ("Removing N invalid memory map entries").

Passes: a page that ends at 2^64. Fails: one page more.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_DESCRIPTOR. Linux v6.12, arch/x86/platform/efi/efi.c,
efi_clean_memmap().
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryDescriptor
from efitool.model.ranges import BEYOND
from efitool.rules._base import DescriptorRule


def check(descriptor: MemoryDescriptor) -> str | None:
    """Compare the end with the last address."""
    if descriptor.end > BEYOND:
        return f"{descriptor.pages} pages from {descriptor.start:#x} end beyond 2^64"
    return None


RULE = DescriptorRule(
    "descriptor-wraps",
    Severity.ERROR,
    check,
    "correct NumberOfPages; read the map with the right descriptor size",
)
