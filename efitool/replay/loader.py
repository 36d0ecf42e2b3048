"""A loader of the simplest kind: it takes the map, leaves boot services and enters its kernel.

Unikraft before pull request 1105, plat/kvm/efi.c; vmware/esx-boot, issue 11.
"""

from __future__ import annotations

from efitool.model.memmap import MemoryType
from efitool.replay import events as ev
from efitool.replay import firmware
from efitool.replay.e820 import setup_e820
from efitool.replay.events import Actor, Status
from efitool.replay.scenario import Scenario
from efitool.replay.script import Script
from efitool.replay.state import State


def start(state: State, scenario: Scenario) -> Script[None]:
    """Leave boot services, and enter a kernel that does not know unaccepted memory."""
    status = yield from exit_boot_services(state, scenario)
    if status:
        yield ev.Halt(Actor.LOADER, f"boot services cannot be left: {status}")
        return
    table = setup_e820(state.descriptors, handles_unaccepted=False, soft_reserve=False)
    yield ev.SetupE820(Actor.LOADER, table)
    yield ev.EnterKernel(Actor.LOADER)


def exit_boot_services(state: State, scenario: Scenario) -> Script[Status]:
    """Take the map once, and once more where the loader knows that it can change."""
    kernel = scenario.kernel
    _, size = yield from firmware.get_memory_map(state, scenario, Actor.LOADER, 0)
    buffer = size + kernel.slack * scenario.firmware.descriptor_size
    status = yield from firmware.allocate_pool(Actor.LOADER, MemoryType.LOADER_DATA, buffer)
    if status:
        return status
    for nth in (1, 2):
        status, size = yield from firmware.get_memory_map(state, scenario, Actor.LOADER, buffer)
        if status:
            return status
        status = yield from firmware.exit_boot_services(
            state, scenario, Actor.LOADER, state.key, nth
        )
        if status is not Status.INVALID_PARAMETER or not kernel.retries_exit:
            return status
        buffer = size if kernel.reuses_size else buffer
    return status
