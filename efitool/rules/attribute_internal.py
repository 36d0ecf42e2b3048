"""No bits of EDK II's own book-keeping are in the attributes.

The DXE core marks memory that is present, initialized and tested with bits 56 to 58, and takes them
off before it returns a map. They overlap those of the instruction set's own attributes
(EFI_MEMORY_ISA_MASK), which mean nothing without EFI_MEMORY_ISA_VALID.

Passes: bits 56 to 58 beside EFI_MEMORY_ISA_VALID. Fails: 0x070000000000000f.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_ISA_MASK; edk2-stable202302,
MdeModulePkg/Core/Dxe/DxeMain.h, EFI_MEMORY_PRESENT, EFI_MEMORY_INITIALIZED, EFI_MEMORY_TESTED.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor
from efitool.rules._base import KindRule

INTERNAL = 0b111 << 56
ISA_VALID = MemoryAttribute.ISA_VALID.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for the three bits where nothing says that they are the instruction set's."""
    attributes = descriptor.attributes or 0
    if attributes & INTERNAL and not attributes & ISA_VALID:
        return f"{descriptor.range} has {attributes & INTERNAL:#x}, which only EDK II's core knows"
    return None


RULE = KindRule(
    "attribute-internal",
    Severity.ERROR,
    check,
    "mask EDK II's internal attributes before they are reported",
)
