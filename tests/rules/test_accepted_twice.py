"""Memory is accepted again."""

from __future__ import annotations

from efitool.replay.scenario import Platform, Request
from efitool.rules.accepted_twice import RULE
from tests.guests import MIB, guest, memory, played
from tests.maps import memory_map
from tests.traces import broken

OVERLAP = memory_map(
    memory(0, 16 * MIB), memory(16 * MIB, 17 * MIB, 15), memory(16 * MIB, 18 * MIB, 15)
)


def test_silent() -> None:
    assert broken(RULE, played(guest((16 * MIB, 17 * MIB), (17 * MIB, 18 * MIB)))) == []


def test_fails() -> None:
    [(where, message)] = broken(RULE, played(OVERLAP, platform=Platform.SEV_SNP))

    assert where == "step 15"
    assert message.startswith("0x1000000-0x1100000: accepted already: PVALIDATE changes nothing")


def test_more_of_the_kind_are_counted() -> None:
    again = (Request("stub", 64 * MIB, 1),)
    thrice = memory_map(*OVERLAP.descriptors, memory(16 * MIB, 17 * MIB, 15))
    trace = played(thrice, platform=Platform.TDX, requests=again)

    [(_, message)] = broken(RULE, trace)
    assert message.endswith("nothing changes; 1 more of the kind")
