"""The machine: which events are legal when, and all that they change."""

from __future__ import annotations

from efitool.errors import IllegalEventError
from efitool.model.ranges import PhysRange
from efitool.replay import events as ev
from efitool.replay._addresses import Addresses
from efitool.replay._burst_regions import ProcessRegions
from efitool.replay._burst_requests import AcceptRequests
from efitool.replay.bitmap import Bitmap
from efitool.replay.burst import Burst
from efitool.replay.state import Phase, State

LEGAL: dict[Phase, frozenset[type]] = {
    Phase.BOOT_SERVICES: frozenset(
        {
            ev.Call,
            ev.AllowUnacceptedMemory,
            ev.InstallTable,
            ev.ExitBootServices,
            ev.BeforeExitBootServices,
            ev.AddMemorySpace,
            ev.DescribeInAcpi,
            ev.Accept,
            ev.Touch,
            ev.SetVariable,
            ev.Print,
            ev.Halt,
        }
    ),
    Phase.STUB: frozenset(
        {
            ev.Accept,
            ev.Mark,
            ProcessRegions,
            ev.Touch,
            ev.SetupE820,
            ev.EnterKernel,
            ev.Print,
            ev.Halt,
        }
    ),
    Phase.KERNEL: frozenset(
        {
            ev.Accept,
            AcceptRequests,
            ev.Query,
            ev.Touch,
            ev.UpdateE820,
            ev.Park,
            ev.Unpark,
            ev.EnterKernel,
            ev.HotAdd,
            ev.SetVariable,
            ev.Reset,
            ev.Print,
            ev.Halt,
        }
    ),
    Phase.HALTED: frozenset(),
}
"""The events of each phase; any other is a bug of the script."""

CHANGES_MAP = frozenset({"AllocatePool", "FreePool", "AllocatePages", "FreePages"})
"""Services after which a memory map that was taken before is out of date."""


def step(state: State, event: ev.Event | Burst) -> State:
    """Return the state after an event, or a burst of them: the same object, changed.

    Raises `IllegalEventError` where the phase does not know such an event.
    """
    if type(event) not in LEGAL[state.phase]:
        raise IllegalEventError(f"{type(event).__name__} in phase {state.phase}")
    match event:
        case ev.Accept(actor, start, end, marked):
            state.accepted[actor] += state.unaccepted.discard(start, end)
            if marked and state.table:
                state.table.put(start, end, 0)
        case ev.Query() | ev.Touch() | ev.Print():
            pass
        case ev.Mark(_, start, end) if state.table and start < end:
            state.table.put(start, end, 1)
        case ev.Call(_, service, ev.Status.SUCCESS) if service in CHANGES_MAP:
            state.key += 1
        case ev.InstallTable(_, phys_base, unit_size, size):
            state.table = Bitmap.blank(phys_base, unit_size, size)
        case ev.AllowUnacceptedMemory(_, ev.Status.SUCCESS):
            state.allowed = True
        case ev.BeforeExitBootServices():
            state.first_exit_done = True
        case ev.AddMemorySpace(_, start, end, type_):
            state.change_map(start, end, type_)
        case ev.DescribeInAcpi(_, start, end, in_map):
            state.acpi.append(PhysRange(start, end))
            if not in_map:
                state.change_map(start, end, None)
        case ev.HotAdd(_, start, end, True):
            state.hot_added.append(PhysRange(start, end))
        case ev.SetVariable(_, name, value, ev.Status.SUCCESS):
            state.variables[name] = value
        case ev.Reset(_, keeps_variables):
            state.reset(keeps_variables=keeps_variables)
        case ev.ExitBootServices(_, _, ev.Status.SUCCESS):
            state.phase = Phase.STUB
        case ev.SetupE820(_, entries):
            state.e820 = entries
        case ev.UpdateE820(_, entries):
            state.kernel_e820 = entries
        case ev.Park(_, ranges):
            state.parked = Addresses(ranges)
        case ev.Unpark(_, start, end):
            state.parked.discard(start, end)
        case ProcessRegions() | AcceptRequests() if state.table:
            before = state.unaccepted.size
            event.change(state.table, state.unaccepted)
            state.accepted[event.actor] += before - state.unaccepted.size
        case ev.EnterKernel():
            state.phase = Phase.KERNEL
            if state.table:
                state.unaccepted.keep_units_of(state.table)
        case ev.Halt():
            state.phase = Phase.HALTED
        case _:
            pass
    return state
