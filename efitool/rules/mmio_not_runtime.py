"""Memory-mapped ranges are listed for runtime services.

An operating system learns of devices from ACPI or a device tree. The memory map lists a range of
them only where runtime services need it mapped.

Passes: 0x8000000000000001 on type 11. Fails: 0x1 on type 11.

Reference: UEFI 2.10, 7.2.1, EfiMemoryMappedIO.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType
from efitool.rules._base import KindRule

RUNTIME = MemoryAttribute.RUNTIME.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for types 11 without EFI_MEMORY_RUNTIME."""
    attributes = descriptor.attributes
    if attributes is not None and descriptor.type == MemoryType.MMIO and not attributes & RUNTIME:
        return f"{descriptor.range} is memory-mapped, and not for runtime services"
    return None


RULE = KindRule(
    "mmio-not-runtime",
    Severity.NOTE,
    check,
    "leave it out, or set EFI_MEMORY_RUNTIME if runtime services need it",
)
