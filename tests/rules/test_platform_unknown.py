"""Memory that nobody can accept."""

from __future__ import annotations

from efitool.replay.scenario import Platform
from efitool.rules.platform_unknown import RULE
from tests.guests import MIB, guest, played
from tests.traces import broken

PAGES = guest((16 * MIB, 16 * MIB + 0x2000))


def test_silent() -> None:
    assert broken(RULE, played(PAGES)) == []
    assert broken(RULE, played(guest(), platform=Platform.NONE)) == []


def test_fails() -> None:
    [(where, message)] = broken(RULE, played(PAGES, platform=Platform.NONE))

    assert where == "step 14"
    assert message.startswith("0x1000000-0x1002000: nobody can accept it: the stub's error() stops")
