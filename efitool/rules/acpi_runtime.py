"""Memory of ACPI tables is not for runtime services.

Firmware must not ask for a virtual address of ACPI's memory: runtime services do not use it.

Passes: 0xf on types 9 and 10. Fails: EFI_MEMORY_RUNTIME on one of them.

Reference: UEFI 2.10, 2.3.4 (x64 platforms) and 7.2.3, EFI_MEMORY_RUNTIME.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType
from efitool.rules._base import KindRule

ACPI = {MemoryType.ACPI_RECLAIM, MemoryType.ACPI_NVS}
RUNTIME = MemoryAttribute.RUNTIME.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for the attribute on types 9 and 10."""
    if descriptor.type in ACPI and (descriptor.attributes or 0) & RUNTIME:
        return f"{descriptor.range} is ACPI's and asks for a virtual address"
    return None


RULE = KindRule(
    "acpi-runtime",
    Severity.ERROR,
    check,
    "report ACPI's memory without EFI_MEMORY_RUNTIME",
)
