"""What is legal when, and what an event changes."""

from __future__ import annotations

import pytest

from efitool.errors import IllegalEventError
from efitool.replay import events as ev
from efitool.replay._burst_regions import ProcessRegions
from efitool.replay._burst_requests import AcceptRequests
from efitool.replay.bitmap import Bitmap
from efitool.replay.burst import Burst
from efitool.replay.events import Actor
from efitool.replay.state import Phase, State
from efitool.replay.step import step
from efitool.replay.stub import process_unaccepted_memory
from tests.guests import MIB, memory

TABLE = Bitmap.blank(0, 2 * MIB, 1)


def bursts() -> tuple[Burst, Burst]:
    regions = State([memory(0, 8 * MIB, 15)]).regions
    return (
        ProcessRegions(TABLE, regions, process_unaccepted_memory),
        AcceptRequests(TABLE, (), rounds_to_pages=True),
    )


@pytest.mark.parametrize(
    ("phase", "event"),
    [
        (Phase.BOOT_SERVICES, ev.EnterKernel(Actor.STUB)),
        (Phase.BOOT_SERVICES, ev.Mark(Actor.STUB, 0, 2 * MIB)),
        (Phase.BOOT_SERVICES, bursts()[0]),
        (Phase.STUB, ev.ExitBootServices(Actor.STUB, 1, ev.Status.SUCCESS)),
        (Phase.STUB, bursts()[1]),
        (Phase.KERNEL, bursts()[0]),
        (Phase.KERNEL, ev.Call(Actor.STUB, "AllocatePool", ev.Status.SUCCESS)),
        (Phase.HALTED, ev.Touch(Actor.USER, 0, 1)),
    ],
)
def test_illegal(phase: Phase, event: ev.Event | Burst) -> None:
    state = State([memory(0, 8 * MIB, 15)])
    state.phase = phase
    with pytest.raises(IllegalEventError, match=f"{type(event).__name__} in phase {phase}"):
        step(state, event)


def test_the_truth_survives_the_entry_of_the_kernel() -> None:
    """Whole units of the table are kept in another way from then on."""
    state = State([memory(MIB, 8 * MIB, 15)], Bitmap.blank(4 * MIB, 2 * MIB, 1))
    state.phase = Phase.STUB
    step(state, ev.EnterKernel(Actor.STUB))
    assert list(state.unaccepted) == [(MIB, 8 * MIB)]
    step(state, ev.Accept(Actor.KERNEL, 5 * MIB, 6 * MIB))
    assert list(state.unaccepted) == [(MIB, 5 * MIB), (6 * MIB, 8 * MIB)]
    assert state.accepted[Actor.KERNEL] == MIB
