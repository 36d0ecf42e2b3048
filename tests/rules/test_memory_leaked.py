"""Memory that nobody will accept."""

from __future__ import annotations

from efitool.replay.scenario import Platform
from efitool.rules.memory_leaked import RULE
from tests.guests import KERNEL, MIB, guest, memory, played
from tests.maps import memory_map
from tests.traces import broken

LIES = memory_map(memory(0, 64 * MIB), memory(16 * MIB, 32 * MIB, 15))
OLD = KERNEL._replace(handles_unaccepted=False)


def test_silent() -> None:
    assert broken(RULE, played(guest((16 * MIB, 32 * MIB)))) == []
    assert broken(RULE, played(guest((16 * MIB, 32 * MIB)), kernel=OLD)) == []
    assert broken(RULE, played(LIES, kernel=OLD, platform=Platform.NONE)) == []


def test_fails() -> None:
    [(where, message)] = broken(RULE, played(LIES, kernel=OLD))

    assert where == "step 12"
    assert message == ("16384 KiB are usable, not accepted and not marked: 0x1000000-0x2000000")


def test_what_is_lost_otherwise_is_no_leak() -> None:
    reserved = memory_map(*guest((16 * MIB, 32 * MIB)).descriptors, memory(16 * MIB, 18 * MIB, 0))

    assert broken(RULE, played(reserved)) == []
