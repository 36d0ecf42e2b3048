"""Memory can be cached, or not cached, in some way that is told.

A descriptor of memory that allows none of UC, WC, WT, WB, UCE and WP cannot be mapped at all. OVMF
once reported so what it had accepted before the kernel was started. Xen does not use such memory.

Passes: UC WC WT WB. Fails: memory whose attributes are 0; reserved ranges may have none.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_UC and following; edk2 commit f67ec87704.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryDescriptor
from efitool.rules._base import KindRule
from efitool.rules._memory import CACHEABILITY, MEMORY


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for any of the six bits."""
    attributes = descriptor.attributes
    if attributes is not None and descriptor.type in MEMORY and not attributes & CACHEABILITY:
        return f"{descriptor.range} is memory that cannot be mapped: {attributes:#x}"
    return None


RULE = KindRule(
    "cacheability-missing",
    Severity.ERROR,
    check,
    "report how it can be cached: EFI_MEMORY_WB at least",
)
