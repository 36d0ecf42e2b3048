"""A request for what is no memory."""

from __future__ import annotations

from efitool.model.unaccepted import UnacceptedTable
from efitool.rules.accepted_no_memory import RULE
from tests.guests import MIB, memory, played
from tests.maps import memory_map
from tests.traces import broken

GUEST = memory_map(memory(0, 16 * MIB), memory(64 * MIB, 80 * MIB, 15))


def test_silent() -> None:
    assert broken(RULE, played(GUEST)) == []


def test_fails() -> None:
    ends_before = UnacceptedTable(1, 2 * MIB, 0, bytes(1))

    [(where, message)] = broken(RULE, played(GUEST, table=ends_before))
    assert where == "step 12"
    assert message.startswith("0x1000000-0x4000000: no memory of the map: the page state change")
