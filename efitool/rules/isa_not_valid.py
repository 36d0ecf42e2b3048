"""Attributes of the instruction set are marked as valid.

Bits 44 to 59 are for the instruction set to define (shareability on Arm), and are ignored without
EFI_MEMORY_ISA_VALID. Bits 56 to 58 alone are for the rule attribute-internal.

Passes: bit 44 beside bit 62. Fails: bit 44 alone.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_ISA_VALID and EFI_MEMORY_ISA_MASK.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor
from efitool.rules._base import KindRule

ISA = 0x8FFF << 44
"""EFI_MEMORY_ISA_MASK without what EDK II's own bits overlap."""
ISA_VALID = MemoryAttribute.ISA_VALID.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for bits of the mask without the bit that validates them."""
    attributes = descriptor.attributes or 0
    if attributes & ISA and not attributes & ISA_VALID:
        return f"{descriptor.range} has {attributes & ISA:#x} without EFI_MEMORY_ISA_VALID"
    return None


RULE = KindRule(
    "isa-not-valid",
    Severity.ERROR,
    check,
    "set EFI_MEMORY_ISA_VALID, or none of the bits that it validates",
)
