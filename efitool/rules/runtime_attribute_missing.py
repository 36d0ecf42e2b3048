"""What is of runtime services has EFI_MEMORY_RUNTIME.

Without it an operating system gives that memory no virtual address, and calls into services that
are not mapped. Xen sets it by itself ("Setting RUNTIME attribute for").

Passes: 0x800000000000000f on type 5. Fails: 0xf on type 5.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_RUNTIME.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType
from efitool.rules._base import KindRule

RUNTIME = MemoryAttribute.RUNTIME.value
RUNTIME_TYPES = {MemoryType.RUNTIME_SERVICES_CODE, MemoryType.RUNTIME_SERVICES_DATA}


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for the attribute on types 5 and 6."""
    attributes = descriptor.attributes
    if attributes is not None and descriptor.type in RUNTIME_TYPES and not attributes & RUNTIME:
        return f"{descriptor.range} is of runtime services without EFI_MEMORY_RUNTIME"
    return None


RULE = KindRule(
    "runtime-attribute-missing",
    Severity.ERROR,
    check,
    "report runtime services' memory with EFI_MEMORY_RUNTIME",
)
