"""Memory that can be unplugged is known to be so.

EFI_MEMORY_HOT_PLUGGABLE is of UEFI 2.11. A loader that is older puts a kernel there, and the memory
cannot be unplugged any more. On unaccepted memory it is for the rule unaccepted-attributes.

Passes: memory without it. Fails: 0x10000f on type 7.

Reference: UEFI 2.11, 7.2.3, EFI_MEMORY_HOT_PLUGGABLE.
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType
from efitool.rules._base import KindRule
from efitool.rules._memory import MEMORY

HOT_PLUGGABLE = MemoryAttribute.HOT_PLUGGABLE.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for the attribute on memory."""
    attributes = descriptor.attributes or 0
    if attributes & HOT_PLUGGABLE and descriptor.type in MEMORY - {MemoryType.UNACCEPTED}:
        return f"{descriptor.range} can be unplugged: nothing may be kept there"
    return None


RULE = KindRule(
    "memory-hot-pluggable",
    Severity.NOTE,
    check,
    "use a loader that knows of UEFI 2.11, or do not unplug it",
)
