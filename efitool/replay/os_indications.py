"""A kernel asks for unaccepted memory in OsIndications, and gets it with the next boot.

Simulated: no bit of OsIndications stands for this, and no firmware or kernel does it. What
happens to the variable is what edk2 does with any other bit.
edk2, MdeModulePkg/Universal/BdsDxe/BdsEntry.c, BdsFormalizeOSIndicationVariable().
"""

from __future__ import annotations

from efitool.replay import events as ev
from efitool.replay.events import Actor, Status
from efitool.replay.scenario import KernelProfile, Path, Scenario
from efitool.replay.script import Script
from efitool.replay.state import State

NAME = "OsIndications"

UNACCEPTED_MEMORY = 1 << 63
"""The bit of the simulation; the specification has none."""


def boots(scenario: Scenario) -> tuple[KernelProfile, ...]:
    """Return what is booted one after the other, the scenario's own kernel at last."""
    if not scenario.firmware.indications:
        return (scenario.kernel,)
    earlier = (scenario.kernel,) if scenario.earlier is None else scenario.earlier
    return (*earlier, scenario.kernel)


def honour(state: State, scenario: Scenario) -> Script[bool]:
    """Firmware looks at the variable: returns whether unaccepted memory may be shown."""
    indications = scenario.firmware.indications
    if not indications:
        return True
    asked = state.variables.get(NAME, 0)
    if asked and not indications.supported:
        yield ev.Print(
            Actor.FIRMWARE, "[Bds] Unformalized OsIndications variable exists. Delete it"
        )
        yield ev.SetVariable(Actor.FIRMWARE, NAME, 0, Status.SUCCESS)
    return bool(asked & UNACCEPTED_MEMORY) and indications.supported


def ask(state: State, scenario: Scenario) -> Script[None]:
    """A kernel that handles unaccepted memory sets the bit; others leave the variable alone."""
    kernel = scenario.kernel
    if not scenario.firmware.indications or kernel.path is not Path.STUB:
        return
    asked = state.variables.get(NAME, 0)
    if kernel.handles_unaccepted and not asked & UNACCEPTED_MEMORY:
        yield ev.SetVariable(Actor.KERNEL, NAME, asked | UNACCEPTED_MEMORY, Status.SUCCESS)
