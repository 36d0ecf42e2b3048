"""Unaccepted memory is not kept for a special purpose.

Linux does not look at EFI_MEMORY_SP of unaccepted memory: its EFI stub gives the range to the
kernel as usable, as it does with any other, and nothing is kept for the purpose. Where conventional
memory has the attribute as well, all unaccepted memory is lost: `memory-reserved-again`.

Passes: 0xf on type 15. Fails: 0x4000f on type 15.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_SP; Linux v6.12, drivers/firmware/efi/libstub/x86-stub.c,
setup_e820(); arch/x86/platform/efi/efi.c, do_efi_soft_reserve().
"""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType
from efitool.rules._base import KindRule

SP = MemoryAttribute.SP.value


def check(descriptor: MemoryDescriptor) -> str | None:
    """Look for the attribute on type 15."""
    if descriptor.type == MemoryType.UNACCEPTED and (descriptor.attributes or 0) & SP:
        lost = f"Linux does not set {descriptor.size >> 10} KiB aside"
        return f"{descriptor.range} is unaccepted and for a special purpose: {lost}"
    return None


RULE = KindRule(
    "unaccepted-special-purpose",
    Severity.WARNING,
    check,
    "accept memory for a special purpose, and report it as conventional",
)
