"""Firmware's side of each call; who calls says so with ``yield from``, as in life."""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.memmap import MemoryAttribute, MemoryType
from efitool.model.ranges import BEYOND, PhysRange
from efitool.replay import events as ev
from efitool.replay import os_indications
from efitool.replay.events import Actor, Status
from efitool.replay.scenario import AcpiMemory, Scenario
from efitool.replay.script import Script
from efitool.replay.state import State

POOL_LIMIT = 64 << 20
"""Bytes of one AllocatePool(), which come from one piece of memory below 4 GiB.

A bitmap of that size stands for 1 PiB; addresses that lie ask for more.
"""

UNIT = 2 << 20
"""What is accepted at once by firmware that leaves whole units to the kernel."""

ENTRIES_PER_BIN = 2
"""What a bin can split off the descriptors around it."""

RUNTIME_TYPES = frozenset({MemoryType.RUNTIME_SERVICES_CODE, MemoryType.RUNTIME_SERVICES_DATA})


def before_the_loader(state: State, scenario: Scenario) -> Script[None]:
    """Accept what this firmware accepts before it starts a loader, and describe the rest."""
    firmware = scenario.firmware
    shown = yield from os_indications.honour(state, scenario)
    below = firmware.accepted_below if shown else BEYOND
    who = Actor.PLATFORM if firmware.paravisor else Actor.FIRMWARE
    for start, end in state.unaccepted.within(0, below):
        yield from _accept(who, start, end)
    if firmware.accepts_edges:
        for region in tuple(state.unaccepted):
            for start, end in edges(region):
                yield from _accept(Actor.FIRMWARE, start, end)
    if firmware.acpi is not AcpiMemory.NONE:
        as_well = firmware.acpi is AcpiMemory.AS_WELL
        for start, end in tuple(state.unaccepted):
            yield ev.DescribeInAcpi(Actor.FIRMWARE, start, end, in_map=as_well)


def edges(region: PhysRange) -> Iterator[PhysRange]:
    """Yield what a region has before its first and behind its last whole unit."""
    inside = region.shrink_to(UNIT)
    if not inside.size:
        yield region
        return
    for edge in (PhysRange(region.start, inside.start), PhysRange(inside.end, region.end)):
        if edge.size:
            yield edge


def locate_protocol(scenario: Scenario, actor: Actor) -> Script[Status]:
    """LocateProtocol() of the acceptance protocol."""
    status = Status.SUCCESS if scenario.firmware.protocol else Status.NOT_FOUND
    guid = ("guid", str(ev.ACCEPTANCE_PROTOCOL))
    yield ev.Call(actor, "LocateProtocol", status, (guid,))
    return status


def allow_unaccepted_memory(scenario: Scenario, actor: Actor) -> Script[Status]:
    """AllowUnacceptedMemory(): there is no way back, and no use once boot services were left.

    edk2, OvmfPkg/AmdSevDxe/AmdSevDxe.c, AllowUnacceptedMemory().
    """
    status = Status.UNSUPPORTED if scenario.firmware.refuses else Status.SUCCESS
    yield ev.AllowUnacceptedMemory(actor, status)
    return status


def get_memory_map(
    state: State, scenario: Scenario, actor: Actor, buffer_size: int
) -> Script[tuple[Status, int]]:
    """GetMemoryMap() into a buffer of so many bytes; returns the status and the size told.

    The size that it asks for is a guess from above, made before descriptors are merged, and the
    buffer is held against that: who comes back with the size that was returned, fails.
    edk2, MdeModulePkg/Core/Dxe/Mem/Page.c, CoreGetMemoryMap().
    """
    firmware = scenario.firmware
    size = len(state.descriptors) * firmware.descriptor_size
    bins = len(firmware.bins & {d.type for d in state.descriptors}) if firmware.bins else 0
    needed = size + ENTRIES_PER_BIN * bins * firmware.descriptor_size
    status = Status.SUCCESS if needed <= buffer_size else Status.BUFFER_TOO_SMALL
    told = needed if status else size
    yield ev.Call(actor, "GetMemoryMap", status, (("size", told), ("key", state.key)))
    return status, told


def allocate_pool(actor: Actor, type: int, size: int) -> Script[Status]:
    """AllocatePool(): it changes the map, and with it the key."""
    status = Status.SUCCESS if size <= POOL_LIMIT else Status.OUT_OF_RESOURCES
    yield ev.Call(actor, "AllocatePool", status, (("type", type), ("size", size)))
    return status


def exit_boot_services(
    state: State, scenario: Scenario, actor: Actor, key: int, nth: int
) -> Script[Status]:
    """ExitBootServices() with the key of a map; ``nth`` counts the calls from 1.

    The event group is signalled before the key is looked at, and only once: that is why memory
    that is accepted there makes the first call fail.
    edk2, MdeModulePkg/Core/Dxe/DxeMain/DxeMain.c, CoreExitBootServices();
    OvmfPkg/AmdSevDxe/AmdSevDxe.c, AcceptAllMemory().
    """
    if not state.first_exit_done:
        yield ev.BeforeExitBootServices(Actor.FIRMWARE)
        if scenario.firmware.accepts_at_exit and not state.allowed:
            for start, end in tuple(state.unaccepted):
                yield from _accept(Actor.FIRMWARE, start, end)
    stale = key != state.key or nth <= scenario.stale_keys or misaligned_runtime(state, scenario)
    status = Status.INVALID_PARAMETER if stale else Status.SUCCESS
    yield ev.ExitBootServices(actor, key, status)
    return status


def misaligned_runtime(state: State, scenario: Scenario) -> bool:
    """Tell whether a runtime region is out of line: ExitBootServices() then never succeeds.

    edk2, MdeModulePkg/Core/Dxe/Mem/Page.c, CoreTerminateMemoryMap().
    """
    below = scenario.firmware.runtime_granularity - 1
    return any(
        (d.start | d.end) & below
        for d in state.descriptors
        if d.type in RUNTIME_TYPES and (d.attributes or 0) & MemoryAttribute.RUNTIME
    )


def _accept(actor: Actor, start: int, end: int) -> Script[None]:
    yield ev.Accept(actor, start, end)
    yield ev.AddMemorySpace(Actor.FIRMWARE, start, end, MemoryType.CONVENTIONAL)
