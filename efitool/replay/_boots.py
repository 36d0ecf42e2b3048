"""Every boot of a guest, from firmware to its kernel, played by the actors."""

from __future__ import annotations

from functools import partial

from efitool.model.memmap import MemoryMap
from efitool.replay import _page_allocator as page_allocator
from efitool.replay import (
    acpi_memory,
    firmware,
    grub,
    kernel,
    kexec,
    loader,
    os_indications,
    requests,
    stub,
    xen,
)
from efitool.replay import events as ev
from efitool.replay.bitmap import Bitmap
from efitool.replay.platform import judge, nothing_to_say
from efitool.replay.scenario import Path, Scenario, Until
from efitool.replay.script import Script, run
from efitool.replay.state import Phase, State
from efitool.replay.trace import Trace


def play(map: MemoryMap, scenario: Scenario) -> Trace:
    """Play all boots on a map; see `efitool.replay.replay`."""
    table = Bitmap.of(scenario.table) if scenario.table else None
    state = State(map.descriptors, table)
    platform = scenario.platform
    judges = partial(judge, platform), partial(nothing_to_say, platform)
    steps = run(state, boots(state, scenario), *judges)
    return Trace(scenario, steps, state, map.descriptors)


LOADERS = {
    Path.STUB: stub.efi_stub_entry,
    Path.GRUB: grub.grub_linux_boot,
    Path.XEN: xen.efi_start,
    Path.LOADER: loader.start,
}
"""Who takes the guest from firmware to its kernel."""

LINUX = frozenset({Path.STUB, Path.GRUB})
"""What boots Linux."""


def boots(state: State, scenario: Scenario) -> Script[None]:
    """Every boot that is needed: several where firmware does what was asked of it before."""
    *earlier, last = os_indications.boots(scenario)
    plain = scenario._replace(touch=(), kexec=None, requests=None, until=Until.IDLE)
    for profile in earlier:
        yield from boot(state, plain._replace(kernel=profile))
        if state.phase is Phase.HALTED:
            return
        volatile = scenario.firmware.indications and scenario.firmware.indications.volatile
        yield ev.Reset(ev.Actor.USER, keeps_variables=not volatile)
    yield from boot(state, scenario._replace(kernel=last))


def until_exit(loader: Script[None]) -> Script[None]:
    """Play a loader up to the call that leaves boot services."""
    for event in loader:
        yield event
        if isinstance(event, ev.ExitBootServices) and not event.status:
            return


def boot(state: State, scenario: Scenario) -> Script[None]:
    """One boot: firmware, loader, kernel."""
    yield from firmware.before_the_loader(state, scenario)
    loader = LOADERS[scenario.kernel.path](state, scenario)
    if scenario.until is Until.EXIT_BOOT_SERVICES:
        yield from until_exit(loader)
        return
    yield from loader
    if state.phase is Phase.KERNEL and scenario.until is Until.IDLE:
        yield from run_kernel(state, scenario)
        if scenario.requests is None:
            yield from os_indications.ask(state, scenario)


def run_kernel(state: State, scenario: Scenario) -> Script[None]:
    """All that happens after the kernel's entry, until nobody wants anything more."""
    if scenario.requests is not None:
        yield from requests.play(state, scenario, scenario.requests)
        for range in scenario.touch:
            yield ev.Touch(ev.Actor.USER, *range)
        return
    if scenario.kernel.path not in LINUX:
        return
    services = kernel.boot_services(state.descriptors)
    yield from kernel.start_kernel(state, scenario, services)
    yield from acpi_memory.acpi_memory_enable_device(state, scenario)
    if scenario.kexec:
        yield from kexec.kexec(state, scenario, scenario.kexec)
    if not scenario.kexec or not scenario.kexec.crash:
        for range in scenario.touch:
            yield from page_allocator.accept_range(state, scenario, range)
            yield ev.Touch(ev.Actor.USER, *range)
