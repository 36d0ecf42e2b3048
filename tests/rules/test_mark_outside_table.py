"""The stub writes beside its table."""

from __future__ import annotations

from efitool.model.unaccepted import UnacceptedTable
from efitool.replay.scenario import Platform
from efitool.rules.mark_outside_table import RULE
from tests.guests import MIB, memory, played
from tests.maps import memory_map
from tests.traces import broken

GUEST = memory_map(memory(0, 20 * MIB), memory(20 * MIB, 32 * MIB, 15))


def table(*, end: int) -> UnacceptedTable:
    return UnacceptedTable(1, 2 * MIB, end - 16 * MIB, bytes(1))


def test_silent() -> None:
    assert broken(RULE, played(GUEST)) == []
    for end in (20 * MIB, 26 * MIB):
        assert broken(RULE, played(GUEST, table=table(end=end), platform=Platform.TDX)) == []


def test_fails() -> None:
    trace = played(GUEST, table=table(end=18 * MIB), platform=Platform.TDX)

    [(where, message)] = broken(RULE, trace)
    assert where == f"step {len(trace.steps)}"
    assert message.startswith("0x1200000-0x1400000: no bits of the table")
