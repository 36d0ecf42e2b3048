"""Persistent memory has EFI_MEMORY_NV, and nothing else has it.

Passes: 0x800f on type 14. Fails: 0xf on type 14; 0x800f on type 7.

Reference: UEFI 2.10, 7.2.1 and 7.2.3, EfiPersistentMemory and EFI_MEMORY_NV.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType, type_name
from efitool.rules._base import KindRule

NV = MemoryAttribute.NV.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Compare the type with the attribute."""
    if descriptor.attributes is None:
        return None
    persistent = descriptor.type == MemoryType.PERSISTENT
    if persistent == bool(descriptor.attributes & NV):
        return None
    lacks = "without" if persistent else "with"
    return f"{descriptor.range} is {type_name(descriptor.type)} {lacks} EFI_MEMORY_NV"


RULE = KindRule(
    "persistent-attribute",
    Severity.WARNING,
    check,
    "report persistent memory as type 14 with EFI_MEMORY_NV",
)
