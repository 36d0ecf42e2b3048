"""Memory is used that nobody has accepted."""

from __future__ import annotations

from efitool.model.ranges import PhysRange
from efitool.rules.touched_unaccepted import RULE
from tests.guests import KERNEL, MIB, guest, memory, played
from tests.maps import memory_map
from tests.traces import broken

TOUCH = (PhysRange(16 * MIB, 16 * MIB + 0x1000),)


def test_silent() -> None:
    assert broken(RULE, played(guest((16 * MIB, 32 * MIB)), touch=TOUCH)) == []


def test_fails() -> None:
    lies = memory_map(memory(0, 64 * MIB), memory(16 * MIB, 32 * MIB, 15))
    trace = played(lies, kernel=KERNEL._replace(handles_unaccepted=False), touch=TOUCH)

    [(where, message)] = broken(RULE, trace)
    assert where == f"step {len(trace.steps)}"
    assert message == "0x1000000-0x1001000: not accepted: #VC, exit code 0x404"
