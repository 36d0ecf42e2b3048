"""A trace is walked once, and rules look at little of it."""

from __future__ import annotations

from efitool.model.ranges import PhysRange
from efitool.replay import events as ev
from efitool.replay.events import Actor, Status
from efitool.replay.scenario import AcceptMemory, Indications
from tests.guests import FIRMWARE, KERNEL, MIB, guest, memory, played
from tests.maps import memory_map
from tests.traces import told

GUEST = guest((16 * MIB, 32 * MIB))


def test_turns_have_the_numbers_of_their_steps() -> None:
    trace = played(GUEST)

    for turn in told(trace).turns:
        assert trace.steps[turn.n - 1] == turn.step
        assert not isinstance(turn.step.event, ev.Accept | ev.Mark)


def test_numbers_go_on_behind_a_burst() -> None:
    rows = (memory(n * 8 * MIB, n * 8 * MIB + 5 * MIB, 15) for n in range(2000))
    trace = played(memory_map(*rows))

    found = told(trace)
    first = next(n for n, s in enumerate(trace.steps, 1) if isinstance(s.event, ev.Accept))
    [entered] = (t for t in found.turns if isinstance(t.step.event, ev.EnterKernel))
    assert entered.n > 2000
    assert trace.steps[entered.n - 1] == entered.step
    assert found.accepts[Actor.STUB] == first


def test_a_burst_at_the_end() -> None:
    trace = played(guest((4 << 30, 16 << 30)), accept_memory=AcceptMemory.EAGER)
    accepts = (n for n, s in enumerate(trace.steps, 1) if isinstance(s.event, ev.Accept))

    assert told(trace).accepted_by_kernel == 12 << 30
    assert told(trace).accepts[Actor.KERNEL] == next(accepts)


def test_only_the_last_boot_counts() -> None:
    found = told(played(GUEST, firmware=FIRMWARE._replace(indications=Indications())))

    assert len([t for t in found.turns if isinstance(t.step.event, ev.EnterKernel)]) == 2
    assert [status for _, status in found.exits] == [Status.SUCCESS]
    assert Actor.FIRMWARE not in found.accepts


def test_what_the_kernel_accepts_by_itself() -> None:
    touch = (PhysRange(16 * MIB, 17 * MIB),)

    assert told(played(GUEST, touch=touch)).accepted_by_kernel == 0
    assert told(played(GUEST, accept_memory=AcceptMemory.EAGER)).accepted_by_kernel == 16 * MIB


def test_what_firmware_accepts_at_exit() -> None:
    accepts = FIRMWARE._replace(accepts_at_exit=True)
    silent = KERNEL._replace(calls_protocol=False)

    assert told(played(GUEST, firmware=accepts, kernel=silent)).accepted_at_exit == 16 * MIB
    assert told(played(GUEST, firmware=accepts)).accepted_at_exit == 0


def test_where_an_event_was() -> None:
    trace = played(GUEST)
    found = told(trace)

    assert found.step_of(ev.ExitBootServices) == f"step {found.exits[0][0].n}"
    assert found.step_of(ev.Halt) == f"step {len(trace.steps)}"
