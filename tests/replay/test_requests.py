"""Scripts."""

from __future__ import annotations

from efitool.replay import events as ev
from efitool.replay.events import Actor
from efitool.replay.scenario import Request
from tests.guests import MIB, guest, played


def test_each_verb_is_an_event() -> None:
    asked = (
        Request("accept", 16 * MIB, 4096),
        Request("query", 20 * MIB, 4096),
        Request("stub", 20 * MIB, 4096),
        Request("touch", 20 * MIB, 4096),
    )
    steps = played(guest((16 * MIB, 32 * MIB)), requests=asked).steps

    assert [s.event for s in steps[-4:]] == [
        ev.Accept(Actor.KERNEL, 16 * MIB, 18 * MIB, marked=True),
        ev.Query(Actor.KERNEL, 20 * MIB, 20 * MIB + 4096, True),
        ev.Accept(Actor.STUB, 20 * MIB, 22 * MIB, marked=True),
        ev.Touch(Actor.USER, 20 * MIB, 20 * MIB + 4096),
    ]
    assert not steps[-1].fault
