"""Memory can be cached write-back.

Xen does not use memory that cannot, and Linux reserves it when it reads the EFI map once more
(add_efi_memmap). Memory without any way of caching is for the rule cacheability-missing.

Passes: UC WC WT WB. Fails: UC alone.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_WB; Linux v6.12, arch/x86/platform/efi/efi.c,
do_add_efi_memmap().
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor
from efitool.rules._base import KindRule
from efitool.rules._memory import CACHEABILITY, MEMORY

WB = MemoryAttribute.WB.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for write-back where there is any other way."""
    ways = (descriptor.attributes or 0) & CACHEABILITY
    if descriptor.type in MEMORY and ways and not ways & WB:
        return f"{descriptor.range} is memory without EFI_MEMORY_WB: {ways:#x}"
    return None


RULE = KindRule(
    "memory-not-write-back",
    Severity.WARNING,
    check,
    "report memory with EFI_MEMORY_WB",
)
