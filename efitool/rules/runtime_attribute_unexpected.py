"""EFI_MEMORY_RUNTIME is on what runtime services use.

These are their code and data, reserved and memory-mapped ranges. What is free after
ExitBootServices() cannot be mapped for them. Linux itself keeps memory of boot services so: the map
in /sys/firmware/efi/runtime-map is not judged. ACPI's and unaccepted memory have rules of their
own.

Passes: 0x8000000000000001 on type 11. Fails: EFI_MEMORY_RUNTIME on type 7.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_RUNTIME.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType, type_name
from efitool.rules._base import KindRule
from efitool.rules._memory import FREE

OTHERS = FREE | {MemoryType.UNUSABLE, MemoryType.PERSISTENT}
RUNTIME = MemoryAttribute.RUNTIME.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for the attribute on memory that is free, unusable or persistent."""
    if descriptor.type in OTHERS and (descriptor.attributes or 0) & RUNTIME:
        return f"{descriptor.range} is {type_name(descriptor.type)} with EFI_MEMORY_RUNTIME"
    return None


RULE = KindRule(
    "runtime-attribute-unexpected",
    Severity.WARNING,
    check,
    "report what runtime services use as theirs",
)
