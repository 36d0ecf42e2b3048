"""Playing a script: to its end, to the fault that ends the guest, or to the bound."""

from __future__ import annotations

import pytest

from efitool.errors import LimitError
from efitool.model.ranges import PhysRange
from efitool.replay import events as ev
from efitool.replay import script
from efitool.replay.events import Actor
from efitool.replay.script import Script, run
from efitool.replay.state import Phase, State
from efitool.replay.trace import Fault
from tests.guests import MIB, memory


def touches(times: int) -> Script[None]:
    for n in range(times):
        yield ev.Touch(Actor.USER, n * MIB, (n + 1) * MIB)


def accepts() -> Script[None]:
    yield ev.Accept(Actor.FIRMWARE, 0, MIB)
    yield ev.Accept(Actor.FIRMWARE, MIB, 2 * MIB)


def guest() -> State:
    return State([memory(0, 4 * MIB, 15)])


def quiet(state: State, event: ev.Event) -> None:
    return None


def test_an_actor_sees_what_its_event_did() -> None:
    seen = []

    def actor(state: State) -> Script[None]:
        yield ev.Accept(Actor.FIRMWARE, 0, MIB)
        seen.append(state.unaccepted.size)

    state = guest()
    steps = run(state, actor(state), quiet, lambda state, burst: True)
    assert seen == [steps[0].unaccepted] == [3 * MIB]


@pytest.mark.parametrize(("fatal", "played", "left"), [(False, 2, 2 * MIB), (True, 1, 4 * MIB)])
def test_what_kills_the_guest_has_no_effect(fatal: bool, played: int, left: int) -> None:
    def judge(state: State, event: ev.Event) -> Fault:
        return Fault("refused", PhysRange(0, MIB), "", fatal)

    state = guest()
    steps = run(state, accepts(), judge, lambda state, burst: True)
    assert (len(steps), state.unaccepted.size, steps[-1].unaccepted) == (played, left, left)


def test_a_script_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "STEP_LIMIT", 10)
    state = guest()
    state.phase = Phase.KERNEL
    assert len(run(state, touches(10), quiet, lambda state, burst: True)) == 10
    with pytest.raises(LimitError, match="more than 10 steps"):
        run(state, touches(11), quiet, lambda state, burst: True)
