"""How a range is protected is not in the memory map.

RP, XP and RO say what a range can be protected from. EDK II takes them off, and tells what runtime
services' memory is protected from in a table of its own (EFI_MEMORY_ATTRIBUTES_TABLE). Where they
are in a map, it is another firmware's, or that table was taken for a map.

Passes: 0xf. Fails: 0x400f.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_RP, EFI_MEMORY_XP, EFI_MEMORY_RO; edk2-stable202302,
MdeModulePkg/Core/Dxe/Mem/Page.c, CoreGetMemoryMap().
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, attribute_names
from efitool.rules._base import KindRule

PROTECTION = (MemoryAttribute.RP | MemoryAttribute.XP | MemoryAttribute.RO).value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for the three attributes."""
    attributes = (descriptor.attributes or 0) & PROTECTION
    if attributes:
        return f"{descriptor.range} has {' '.join(attribute_names(attributes))}"
    return None


RULE = KindRule(
    "attribute-protection",
    Severity.NOTE,
    check,
    "do not rely on them; look at the memory attributes table",
)
