"""Memory that ACPI describes, and the kernel adds while it runs.

Linux v6.12, drivers/acpi/acpi_memhotplug.c, acpi_memory_enable_device(). No kernel accepts memory
that it adds: an object has to do so itself, when it is taken into use, by a handler of firmware
(PRM). That part is simulated.
"""

from __future__ import annotations

from efitool.model.e820 import E820Type
from efitool.replay import events as ev
from efitool.replay._addresses import Addresses
from efitool.replay.events import Actor
from efitool.replay.scenario import AcpiMemory, Scenario
from efitool.replay.script import Script
from efitool.replay.state import State


def acpi_memory_enable_device(state: State, scenario: Scenario) -> Script[None]:
    """Add each object's memory, but what the kernel has from its e820 table."""
    usable = Addresses(e.range for e in state.kernel_e820 if e.type == E820Type.USABLE)
    for start, end in tuple(state.acpi):
        known = bool(usable.within(start, end))
        if scenario.firmware.acpi is AcpiMemory.INSTEAD:
            yield ev.Accept(Actor.KERNEL, start, end)
        yield ev.HotAdd(Actor.KERNEL, start, end, added=not known)
