"""Unaccepted memory is not for runtime services.

Firmware's own memory is in use, and what is in use has been accepted.

Passes: write-back memory. Fails: EFI_MEMORY_RUNTIME on type 15.

Reference: UEFI 2.10, 7.2.1 and 7.2.3, EfiUnacceptedMemoryType and EFI_MEMORY_RUNTIME.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType
from efitool.rules._base import KindRule

RUNTIME = MemoryAttribute.RUNTIME.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for the attribute on type 15."""
    if descriptor.type == MemoryType.UNACCEPTED and (descriptor.attributes or 0) & RUNTIME:
        return f"{descriptor.range} is unaccepted and for runtime services"
    return None


RULE = KindRule(
    "unaccepted-runtime",
    Severity.ERROR,
    check,
    "accept what runtime services use, and report it as theirs",
)
