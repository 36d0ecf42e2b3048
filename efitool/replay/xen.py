"""Xen as an EFI application.

Xen 4.17, xen/common/efi/boot.c, xen/arch/x86/efi/efi-boot.h.
"""

from __future__ import annotations

from collections.abc import Iterable

from efitool.model.e820 import E820Entry, E820Type
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType
from efitool.replay import events as ev
from efitool.replay import firmware
from efitool.replay.e820 import ORDINARY, merged
from efitool.replay.events import Actor, Status
from efitool.replay.scenario import Scenario
from efitool.replay.script import Script
from efitool.replay.state import State

TYPES: dict[int, E820Type] = {
    MemoryType.UNUSABLE: E820Type.UNUSABLE,
    MemoryType.ACPI_RECLAIM: E820Type.ACPI,
    MemoryType.ACPI_NVS: E820Type.NVS,
}
"""What is neither ordinary memory nor reserved."""

E820_ENTRIES = 1024
"""``E820MAX``: what does not fit is left out."""


def efi_start(state: State, scenario: Scenario) -> Script[None]:
    """Leave boot services, make the e820 table, enter the hypervisor."""
    status = yield from efi_exit_boot(state, scenario)
    if status:
        yield ev.Halt(Actor.LOADER, f"Cannot exit boot services: {status}")
        return
    yield ev.SetupE820(Actor.LOADER, efi_arch_process_memory_map(state.descriptors))
    yield ev.EnterKernel(Actor.LOADER)


def efi_exit_boot(state: State, scenario: Scenario) -> Script[Status]:
    """Leave boot services, with a second try into the same buffer if the map has changed.

    The buffer is Xen's own memory.
    """
    _, size = yield from firmware.get_memory_map(state, scenario, Actor.LOADER, 0)
    buffer = size + scenario.kernel.slack * scenario.firmware.descriptor_size
    status = Status.INVALID_PARAMETER
    for nth in (1, 2):
        status, _ = yield from firmware.get_memory_map(state, scenario, Actor.LOADER, buffer)
        if status:
            break
        status = yield from firmware.exit_boot_services(
            state, scenario, Actor.LOADER, state.key, nth
        )
        if status is not Status.INVALID_PARAMETER:
            break
    return status


def efi_arch_process_memory_map(
    descriptors: Iterable[MemoryDescriptor],
) -> tuple[E820Entry, ...]:
    """Return the e820 table, in the order of the map; a type that is new to Xen is reserved."""
    typed = ((d.start, d.size, _type(d)) for d in descriptors)
    return merged(typed, E820_ENTRIES, keeps_empty=False)


def _type(d: MemoryDescriptor) -> E820Type:
    """Return the type of a descriptor; memory that cannot be cached is of no use to Xen."""
    if d.type in ORDINARY:
        cached = d.attributes is None or d.attributes & MemoryAttribute.WB
        return E820Type.USABLE if cached else E820Type.UNUSABLE
    return TYPES.get(d.type, E820Type.RESERVED)
