"""Unaccepted memory has attributes as EDK II gives them.

Its mask leaves caching and protection. EFI_MEMORY_CPU_CRYPTO and EFI_MEMORY_HOT_PLUGGABLE come from
other firmware or from an editor, and what they mean on memory that nobody accepted is not said.

Passes: 0xf on type 15. Fails: 0x10000f on type 15.

Reference: UEFI 2.11, 7.2.3, EFI_MEMORY_CPU_CRYPTO and EFI_MEMORY_HOT_PLUGGABLE; edk2-stable202302,
MdeModulePkg/Core/Dxe/Mem/Page.c, CoreGetMemoryMap().
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType, attribute_names
from efitool.rules._base import KindRule

FOREIGN = (MemoryAttribute.CPU_CRYPTO | MemoryAttribute.HOT_PLUGGABLE).value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for the two attributes on type 15."""
    attributes = (descriptor.attributes or 0) & FOREIGN
    if descriptor.type == MemoryType.UNACCEPTED and attributes:
        return f"{descriptor.range} is unaccepted with {' '.join(attribute_names(attributes))}"
    return None


RULE = KindRule(
    "unaccepted-attributes",
    Severity.NOTE,
    check,
    "make sure that the kernel reads them as they are meant",
)
