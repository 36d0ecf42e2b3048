"""GRUB boots Linux by itself, without the kernel's EFI stub.

GRUB 2.12, grub-core/kern/efi/mm.c, grub-core/mmap/efi/mmap.c, grub-core/loader/i386/linux.c.
"""

from __future__ import annotations

from collections.abc import Iterable

from efitool.model.e820 import E820Entry, E820Type
from efitool.model.memmap import MemoryDescriptor, MemoryType
from efitool.replay import events as ev
from efitool.replay import firmware
from efitool.replay.e820 import ORDINARY, merged
from efitool.replay.events import Actor, Status
from efitool.replay.scenario import Scenario
from efitool.replay.script import Script
from efitool.replay.state import State

TYPES: dict[int, E820Type] = {
    **dict.fromkeys(ORDINARY, E820Type.USABLE),
    MemoryType.ACPI_RECLAIM: E820Type.ACPI,
    MemoryType.ACPI_NVS: E820Type.NVS,
    MemoryType.UNUSABLE: E820Type.UNUSABLE,
    MemoryType.PERSISTENT: E820Type.PMEM,
}
"""What is something else than reserved."""

KNOWN = frozenset(MemoryType) - {MemoryType.UNACCEPTED}
"""Types that GRUB has a case for."""


def grub_linux_boot(state: State, scenario: Scenario) -> Script[None]:
    """Leave boot services, tell the kernel of its memory, enter it."""
    for type in dict.fromkeys(d.type for d in state.descriptors if d.type not in KNOWN):
        text = f"Unknown memory type {_signed(type)}, considering reserved"
        yield ev.Print(Actor.LOADER, text)
    status = yield from grub_efi_finish_boot_services(state, scenario)
    if status is Status.INVALID_PARAMETER:
        yield ev.Halt(Actor.LOADER, f"it tries to terminate EFI services for ever ({status})")
        return
    if status:
        yield ev.Halt(Actor.LOADER, f"error: couldn't retrieve memory map. ({status})")
        return
    yield ev.SetupE820(Actor.LOADER, grub_mmap_iterate(state.descriptors))
    yield ev.EnterKernel(Actor.LOADER)


def grub_efi_finish_boot_services(state: State, scenario: Scenario) -> Script[Status]:
    """Try as often as it takes, without a bound.

    Where nothing will ever change, this stops after the second time.
    """
    nth = 1
    while True:
        _, size = yield from firmware.get_memory_map(state, scenario, Actor.LOADER, 0)
        status, _ = yield from firmware.get_memory_map(state, scenario, Actor.LOADER, size)
        if status:
            return status
        status = yield from firmware.exit_boot_services(
            state, scenario, Actor.LOADER, state.key, nth
        )
        if status is not Status.INVALID_PARAMETER:
            return status
        yield ev.Print(Actor.LOADER, "Trying to terminate EFI services again")
        if nth > 1 and firmware.misaligned_runtime(state, scenario):
            return status
        nth += 1


def grub_mmap_iterate(descriptors: Iterable[MemoryDescriptor]) -> tuple[E820Entry, ...]:
    """Return the e820 table, by address; what it does not know is reserved."""
    ordered = sorted(descriptors, key=lambda d: d.start)
    typed = ((d.start, d.size, TYPES.get(d.type, E820Type.RESERVED)) for d in ordered)
    return merged(typed, keeps_empty=False)


def _signed(type: int) -> int:
    """Return a type as C's ``%d`` shows it."""
    return type - (1 << 32) if type >> 31 else type
