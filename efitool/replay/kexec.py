"""A kernel that is started by another, without firmware: what it finds is what was left.

Functions have the names of those that they mirror: Linux v6.12, kernel/kexec_core.c,
arch/x86/boot/compressed/misc.c, fs/proc/vmcore.c.
"""

from __future__ import annotations

from efitool.model.ranges import PhysRange, RangeSet
from efitool.replay import events as ev
from efitool.replay.events import Actor
from efitool.replay.kernel import start_kernel
from efitool.replay.scenario import Kexec, Scenario
from efitool.replay.script import Script
from efitool.replay.state import State
from efitool.replay.unaccepted_memory import accept_memory, accept_memory_early


def kexec(state: State, scenario: Scenario, next: Kexec) -> Script[None]:
    """Start a second kernel, on request or after a crash: memory and table stay as they are.

    The second kernel is of the same version. It finds the table where the first left it, and
    is told of runtime regions alone: it knows unaccepted memory by the table.
    """
    for start, end in next.segments:
        if scenario.kernel.accepts_segments:
            rounds = scenario.kernel.rounds_to_pages
            yield from accept_memory(state, start, end - start, rounds_to_pages=rounds)
        yield ev.Touch(Actor.KERNEL, start, end)
    yield ev.EnterKernel(Actor.KERNEL)
    if next.crash:
        for range in scenario.touch:
            yield from read_vmcore(state, scenario, range)
    else:
        yield from extract_kernel(state, scenario)
        yield from start_kernel(state, scenario)


def extract_kernel(state: State, scenario: Scenario) -> Script[None]:
    """Unpack a kernel that is entered without its stub: it may choose any memory."""
    if output := scenario.destination:
        if scenario.kernel.handles_unaccepted:
            yield from accept_memory_early(state, output.start, output.size)
        yield ev.Touch(Actor.STUB, *output)


def read_vmcore(state: State, scenario: Scenario, range: PhysRange) -> Script[None]:
    """read_from_oldmem(): what the table marks reads as zeros, unless the kernel does not ask it.

    Linux v6.12, fs/proc/vmcore.c, pfn_is_ram().
    """
    readable = RangeSet.of(range)
    if (table := state.table) and scenario.kernel.guards_vmcore:
        inside = PhysRange(max(range.start, table.phys_base), min(range.end, table.end))
        if inside.size:
            readable -= RangeSet(PhysRange(*run) for run in table.runs(*inside))
    for part in readable:
        yield ev.Touch(Actor.KERNEL, *part)
