"""Each attribute is one that the specification defines.

Passes: all bits up to EFI_MEMORY_HOT_PLUGGABLE that have a name, the instruction set's, and
EFI_MEMORY_RUNTIME. Fails: bit 5.

Reference: UEFI 2.11, 7.2.3, EFI_MEMORY_DESCRIPTOR.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor
from efitool.rules._base import KindRule

KNOWN = sum(MemoryAttribute) | 0xFFFF << 44
"""All names, and EFI_MEMORY_ISA_MASK."""


def check(descriptor: MemoryDescriptor) -> str | None:
    """Take off what is known."""
    unknown = (descriptor.attributes or 0) & ~KNOWN
    return f"{descriptor.range} has {unknown:#x}, which UEFI does not define" if unknown else None


RULE = KindRule(
    "attribute-unknown",
    Severity.WARNING,
    check,
    "use defined attributes; read the map with the right descriptor size",
)
