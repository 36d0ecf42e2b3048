"""Linux's EFI stub on x86, from the acceptance protocol to the kernel's entry.

Functions have the names of those that they mirror: Linux v6.12,
drivers/firmware/efi/libstub/x86-stub.c, unaccepted_memory.c, efi-stub-helper.c, mem.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.memmap import MemoryType
from efitool.replay import events as ev
from efitool.replay import firmware
from efitool.replay._burst_regions import ProcessRegions, Region
from efitool.replay._regions import Regions
from efitool.replay.bitmap import VERSION, Bitmap
from efitool.replay.e820 import BOOT_PARAMS_ENTRIES, U64, setup_e820
from efitool.replay.events import Actor, Status
from efitool.replay.scenario import Scenario
from efitool.replay.script import Script
from efitool.replay.state import State

UNIT = 2 << 20
"""``EFI_UNACCEPTED_UNIT_SIZE``: PMD_SIZE."""

BOOT_MEMMAP_HEADER = 40
"""sizeof(struct efi_boot_memmap)."""

TABLE_HEADER = 24
"""sizeof(struct efi_unaccepted_memory)."""

SETUP_DATA_HEADER = 16
"""sizeof(struct setup_data)."""

E820_ENTRY = 20
"""sizeof(struct boot_e820_entry)."""


def efi_stub_entry(state: State, scenario: Scenario) -> Script[None]:
    """Start where unaccepted memory matters first, and end with the kernel's entry."""
    yield from setup_unaccepted_memory(scenario)
    status = yield from exit_boot(state, scenario)
    if status:
        yield ev.Halt(Actor.STUB, f"EFI stub: ERROR: exit_boot() failed! ({status})")
    else:
        yield ev.EnterKernel(Actor.STUB)


def setup_unaccepted_memory(scenario: Scenario) -> Script[None]:
    """Ask firmware to leave unaccepted memory as it is."""
    if not scenario.kernel.calls_protocol:
        return
    status = yield from firmware.locate_protocol(scenario, Actor.STUB)
    if status is Status.SUCCESS:
        status = yield from firmware.allow_unaccepted_memory(scenario, Actor.STUB)
        if status:
            yield from efi_err("Memory acceptance protocol failed")


def exit_boot(state: State, scenario: Scenario) -> Script[Status]:
    """Prepare the tables, leave boot services, process the final map."""
    status, room = yield from allocate_e820(state, scenario)
    if status:
        return status
    status = yield from efi_exit_boot_services(state, scenario)
    if status:
        return status
    return (yield from _setup_e820(state, scenario, room))


def allocate_e820(state: State, scenario: Scenario) -> Script[tuple[Status, int]]:
    """Make room for the extended table, and install the unaccepted table.

    Returns the status and how many entries there is room for. Linux 6.1 asks firmware for no
    more than the size of its map.
    """
    kernel, count = scenario.kernel, len(state.descriptors)
    if kernel.sizes_only:
        _, told = yield from firmware.get_memory_map(state, scenario, Actor.STUB, 0)
        status, count = Status.SUCCESS, told // scenario.firmware.descriptor_size
    else:
        status, _ = yield from efi_get_memory_map(state, scenario, MemoryType.LOADER_DATA)
        if status:
            return status, 0
    spilled = max(count + kernel.slack - BOOT_PARAMS_ENTRIES, 0)
    if spilled:
        size = SETUP_DATA_HEADER + E820_ENTRY * spilled
        status = yield from firmware.allocate_pool(Actor.STUB, MemoryType.LOADER_DATA, size)
    if not status and kernel.handles_unaccepted:
        status = yield from allocate_unaccepted_bitmap(state, scenario)
    if kernel.frees_map:
        yield ev.Call(Actor.STUB, "FreePool", Status.SUCCESS)
    return status, BOOT_PARAMS_ENTRIES + spilled


def allocate_unaccepted_bitmap(state: State, scenario: Scenario) -> Script[Status]:
    """Install a table from the lowest to the highest address of type 15, its bits clear."""
    if state.table and scenario.table and scenario.table.version != VERSION:
        yield from efi_err("Unknown version of unaccepted memory table")
        return Status.UNSUPPORTED
    if state.table:
        return Status.SUCCESS
    found = state.regions
    if not found:
        return Status.SUCCESS
    phys_base = min(found.starts) // UNIT * UNIT
    last = found.ends[-1] if found.in_order else max(end & U64 for end in found.ends)
    end = -(-last // UNIT) * UNIT & U64
    size = -(-((end - phys_base) & U64) // (UNIT * 8))
    status = yield from firmware.allocate_pool(
        Actor.STUB, scenario.kernel.table_type, TABLE_HEADER + size
    )
    if status:
        yield from efi_err("Failed to allocate unaccepted memory config table")
    else:
        yield ev.InstallTable(Actor.STUB, phys_base, UNIT, size)
    return status


def efi_err(text: str) -> Script[None]:
    """Say what went wrong on firmware's console, which there is until boot services are left."""
    yield ev.Print(Actor.STUB, f"EFI stub: ERROR: {text}")


def efi_exit_boot_services(state: State, scenario: Scenario) -> Script[Status]:
    """Leave boot services, with a second try if the map has changed, and no third."""
    status, buffer = yield from efi_get_memory_map(state, scenario, MemoryType.ACPI_RECLAIM)
    if status:
        return status
    status = yield from firmware.exit_boot_services(state, scenario, Actor.STUB, state.key, 1)
    if status is not Status.INVALID_PARAMETER or not scenario.kernel.retries_exit:
        return status
    status, _ = yield from firmware.get_memory_map(state, scenario, Actor.STUB, buffer)
    if status:
        return status
    return (yield from firmware.exit_boot_services(state, scenario, Actor.STUB, state.key, 2))


def efi_get_memory_map(
    state: State, scenario: Scenario, type: MemoryType
) -> Script[tuple[Status, int]]:
    """Take a map; returns the status and the size of the buffer.

    The map that the kernel keeps lies in memory that survives, and is a configuration table.
    """
    _, size = yield from firmware.get_memory_map(state, scenario, Actor.STUB, 0)
    buffer = size + scenario.kernel.slack * scenario.firmware.descriptor_size
    status = yield from firmware.allocate_pool(Actor.STUB, type, BOOT_MEMMAP_HEADER + buffer)
    if status:
        return status, buffer
    if type is MemoryType.ACPI_RECLAIM:
        yield ev.Call(
            Actor.STUB,
            "InstallConfigurationTable",
            Status.SUCCESS,
            (("guid", str(ev.BOOT_MEMMAP)),),
        )
    status, _ = yield from firmware.get_memory_map(state, scenario, Actor.STUB, buffer)
    return status, buffer


def _setup_e820(state: State, scenario: Scenario, room: int) -> Script[Status]:
    """setup_e820(): the table, and each region of unaccepted memory in its turn."""
    entries = setup_e820(
        state.descriptors,
        handles_unaccepted=scenario.kernel.handles_unaccepted,
        soft_reserve=scenario.soft_reserve,
    )
    if state.table and scenario.kernel.handles_unaccepted:
        if ProcessRegions.fits(state.table, state.regions):
            yield ProcessRegions(state.table, state.regions, process_unaccepted_memory)
        else:
            for region in regions(state.regions):
                yield from process_unaccepted_memory(state.table, region)
    yield ev.SetupE820(Actor.STUB, entries)
    return Status.SUCCESS if len(entries) <= room else Status.BUFFER_TOO_SMALL


def process_unaccepted_memory(table: Bitmap, region: Region) -> Iterator[ev.Accept | ev.Mark]:
    """Accept what the bitmap cannot express, mark the rest.

    Called once for each descriptor: neighbours are not merged first. A region under two units
    is accepted whole, even where it holds an aligned one. Where a table that was there before
    ends below the region, the start passes the end: the kernel's own code then writes outside
    of the table, which is for the platform to judge.
    """
    start, end = region
    unit = table.unit_size
    if (end - start) & U64 < 2 * unit:
        yield ev.Accept(Actor.STUB, start, end)
        return
    if start % unit:
        first = -(-start // unit) * unit
        yield ev.Accept(Actor.STUB, start, first)
        start = first
    if end % unit:
        last = end // unit * unit
        yield ev.Accept(Actor.STUB, last, end)
        end = last
    if start < table.phys_base:
        yield ev.Accept(Actor.STUB, start, min(table.phys_base, end))
        start = table.phys_base
    if end < table.phys_base:
        return
    if end > table.end:
        yield ev.Accept(Actor.STUB, table.end, end)
        end = table.end
    if start != end:
        yield ev.Mark(Actor.STUB, start, end)


def regions(found: Regions) -> Iterator[Region]:
    """Yield the regions of unaccepted memory, their ends as the C code computes them."""
    for start, end in found:
        yield start, end & U64
