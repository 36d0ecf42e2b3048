"""The steps of a trace: single ones and bursts are one sequence."""

from __future__ import annotations

from efitool.model.ranges import PhysRange
from efitool.replay import events as ev
from efitool.replay._burst_requests import AcceptRequests
from efitool.replay.bitmap import Bitmap
from efitool.replay.events import Actor
from efitool.replay.trace import BurstSteps, Fault, Step, Steps
from tests.guests import MIB

FAULT = Fault("accepted-twice", PhysRange(0, MIB), "", fatal=False)


def burst() -> BurstSteps:
    table = Bitmap.blank(0, 2 * MIB, 1)
    table.put(0, 16 * MIB, 1)
    requests = [("accept", 0, MIB), ("accept", 8 * MIB, MIB)]
    return BurstSteps(AcceptRequests(table, requests, rounds_to_pages=True), 16 * MIB, 1)


def steps() -> Steps:
    made = Steps()
    made.add(Step(ev.EnterKernel(Actor.STUB), None, 16 * MIB, 1))
    made.add_burst(burst())
    made.add(Step(ev.Touch(Actor.USER, 0, MIB), FAULT, 12 * MIB, 1))
    return made


def test_bursts_are_named_in_their_place() -> None:
    touched = [(s.event[1:3], s.unaccepted) for s in list(steps())[1:]]
    assert touched == [
        ((0, 2 * MIB), 14 * MIB),
        ((8 * MIB, 10 * MIB), 12 * MIB),
        ((0, MIB), 12 * MIB),
    ]


def test_a_step_can_be_had_by_its_number() -> None:
    made = steps()
    assert len(made) == 4
    assert [made[n] for n in range(4)] == list(made) == list(made[:])
    assert made[-1].fault is FAULT


def test_what_was_judged_has_its_number_among_all() -> None:
    assert [n for n, _ in steps().numbered()] == [1, 4]
    assert [s.fault for s in steps().judged()] == [None, FAULT]
