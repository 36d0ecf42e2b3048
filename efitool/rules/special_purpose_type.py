"""EFI_MEMORY_SP is on conventional memory.

It asks an operating system to keep memory for a special purpose; of what it may not use anyway,
there is nothing to keep. Unaccepted memory is for the rule unaccepted-special-purpose.

Passes: 0x4000f on type 7, which Linux shows as "Soft Reserved". Fails: 0x4000f on type 0.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_SP.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType, type_name
from efitool.rules._base import KindRule

FOR_IT = {MemoryType.CONVENTIONAL, MemoryType.UNACCEPTED}
SP = MemoryAttribute.SP.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for the attribute on other types."""
    if descriptor.type not in FOR_IT and (descriptor.attributes or 0) & SP:
        return f"{descriptor.range} is {type_name(descriptor.type)} with EFI_MEMORY_SP"
    return None


RULE = KindRule(
    "special-purpose-type",
    Severity.WARNING,
    check,
    "report memory for a special purpose as conventional memory",
)
