"""Linux after its entry: what it accepts, and when.

What follows from the map is played; what depends on how much the guest allocates is a parameter,
`Usage`. Functions have the names of those that they mirror: Linux v6.12, init/main.c,
arch/x86/platform/efi/quirks.c.
"""

from __future__ import annotations

from collections.abc import Iterable

from efitool.model.e820 import E820Type
from efitool.model.memmap import MemoryDescriptor, MemoryType
from efitool.model.ranges import PhysRange, RangeSet
from efitool.replay import _page_allocator as page_allocator
from efitool.replay import events as ev
from efitool.replay.events import Actor
from efitool.replay.kernel_e820 import kernel_table
from efitool.replay.scenario import Scenario
from efitool.replay.script import Script
from efitool.replay.state import State
from efitool.replay.unaccepted_memory import accept_memory

LOW = PhysRange(0, 1 << 20)
"""Never given to the page allocator: reserve_real_mode()."""

BOOT_SERVICES = frozenset({MemoryType.BOOT_SERVICES_CODE, MemoryType.BOOT_SERVICES_DATA})


def start_kernel(
    state: State, scenario: Scenario, services: Iterable[PhysRange] = ()
) -> Script[None]:
    """Go from the e820 table to a guest that is idle.

    ``services`` is what the boot services lay in: free only when all else is set up.
    """
    usage, kernel = scenario.usage, scenario.kernel
    entries = kernel_table(
        state.e820,
        state.descriptors,
        add_efi_memmap=scenario.add_efi_memmap,
        soft_reserve=scenario.soft_reserve,
        removes_mmio=kernel.removes_mmio,
    )
    yield ev.UpdateE820(Actor.KERNEL, entries)
    if not kernel.handles_unaccepted:
        return
    memory = RangeSet(e.range for e in entries if e.type == E820Type.USABLE) - RangeSet.of(LOW)
    later = RangeSet(services) & memory
    for start, end in usage.memblock:
        size = end - start
        yield from accept_memory(state, start, size, rounds_to_pages=kernel.rounds_to_pages)
    free = page_allocator.whole_pages(memory - later - RangeSet(usage.memblock))
    yield from page_allocator.memblock_free_all(state, scenario, free)
    for range in later:
        yield from page_allocator.memblock_free_late(state, scenario, range)
    for zone, blocks in (
        (page_allocator.DMA, usage.dma),
        (page_allocator.DMA32, usage.dma32),
        (page_allocator.NORMAL, usage.normal),
    ):
        yield from page_allocator.cond_accept_memory(state, scenario, zone, blocks)


def boot_services(descriptors: Iterable[MemoryDescriptor]) -> tuple[PhysRange, ...]:
    """efi_reserve_boot_services(): kept until efi_free_boot_services()."""
    return tuple(d.range for d in descriptors if d.type in BOOT_SERVICES)
