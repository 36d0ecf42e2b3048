"""Each type is one of the specification, of an OEM or of a loader.

The specification keeps 16 to 0x6fffffff for itself, and may give such a number a meaning one day,
as it did with 15. Linux leaves out what it does not know: the memory is missing.

Passes: 15; 0x70000000 and above. Fails: 16.

Reference: UEFI 2.10, 7.2.1, EFI_MEMORY_TYPE.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryDescriptor, MemoryType
from efitool.rules._base import KindRule

OEM = 0x7000_0000


def check(descriptor: MemoryDescriptor) -> str | None:
    """Compare the number with what is kept."""
    if len(MemoryType) <= descriptor.type < OEM:
        return f"{descriptor.range} is of type {descriptor.type:#x}, which is not defined"
    return None


RULE = KindRule(
    "memory-type-undefined",
    Severity.WARNING,
    check,
    "use a type that UEFI defines, or one of 0x70000000 and above",
)
