"""No descriptor has a virtual address yet.

GetMemoryMap() returns 0 there. Other values are those of an operating system, after
SetVirtualAddressMap(), or of bytes that are no descriptor.

Passes: 0, and forms that do not tell it. Fails: 0xfffffffeffe00000.

Reference: UEFI 2.10, 7.2.3, VirtualStart; edk2-stable202302, MdeModulePkg/Core/Dxe/Mem/Page.c,
CoreGetMemoryMap().
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import PAGE, MemoryDescriptor
from efitool.rules._base import DescriptorRule


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for anything but 0."""
    if not descriptor.virtual_start:
        return None
    odd = ", which is no page's" if descriptor.virtual_start % PAGE else ""
    return f"{descriptor.range} has the virtual address {descriptor.virtual_start:#x}{odd}"


RULE = DescriptorRule(
    "virtual-address-set",
    Severity.NOTE,
    check,
    "take the map before an operating system has changed it",
)
