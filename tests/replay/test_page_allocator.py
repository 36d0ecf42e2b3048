"""Which blocks the page allocator accepts, and which wait.

The numbers are those of a kernel that logged its acceptances, but for its small blocks.
"""

from __future__ import annotations

import pytest

from efitool.model.ranges import PhysRange
from efitool.model.unaccepted import UnacceptedTable
from efitool.replay import events as ev
from efitool.replay.scenario import AcceptMemory, Usage
from tests.guests import MIB, accepted, guest, memory, parked, played
from tests.maps import memory_map


def test_the_block_in_front_of_unaccepted_memory_waits_too() -> None:
    trace = played(guest((16 * MIB, 24 * MIB)))
    assert parked(trace) == [(12 * MIB, 24 * MIB)]
    assert accepted(trace) == []


def test_a_hole_in_front_has_no_block() -> None:
    high = memory(4096 * MIB, 4112 * MIB, 15)
    assert parked(played(memory_map(memory(0, 64 * MIB), high))) == [(4096 * MIB, 4112 * MIB)]


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (Usage(dma=3), [(8, 10), (10, 14), (14, 18)]),
        (Usage(dma32=3), [(16, 22), (22, 26), (26, 30)]),
        (Usage(normal=3), [(4096, 4102), (4102, 4106), (4106, 4110)]),
    ],
    ids=["dma", "dma32", "normal"],
)
def test_each_zone_gives_its_own(usage: Usage, expected: list[tuple[int, int]]) -> None:
    """The block in front of the first above 4 GiB is one of the zone below."""
    map = guest((8 * MIB, 40 * MIB), (4096 * MIB, 4112 * MIB))
    assert accepted(played(map, usage=usage)) == [(s * MIB, e * MIB) for s, e in expected]


def test_a_zone_gives_no_more_than_it_has() -> None:
    trace = played(guest((16 * MIB, 24 * MIB)), usage=Usage(dma=1, dma32=99))
    assert accepted(trace) == [(s * MIB, e * MIB) for s, e in ((16, 18), (18, 22), (22, 24))]
    assert parked(trace) == []
    assert trace.final.unaccepted.size == 0


def test_eager_accepts_block_by_block_and_shifted_by_a_unit() -> None:
    trace = played(guest((16 * MIB, 32 * MIB)), accept_memory=AcceptMemory.EAGER)
    expected = ((16, 18), (18, 22), (22, 26), (26, 30), (30, 32))
    assert accepted(trace) == [(s * MIB, e * MIB) for s, e in expected]
    assert not any(isinstance(step.event, ev.Park) for step in trace.steps)


def test_smaller_blocks_are_accepted_at_once() -> None:
    """Memory that ends inside of a block, and a block that holds memory of boot services."""
    trace = played(guest((16 * MIB, 26 * MIB), size=26 * MIB))
    assert accepted(trace) == [(24 * MIB, 26 * MIB)]
    assert parked(trace) == [(12 * MIB, 24 * MIB)]


def test_a_small_block_in_front_takes_the_unit_behind() -> None:
    """From 14 MiB on there is memory, which is no whole block."""
    trace = played(memory_map(memory(14 * MIB, 16 * MIB), memory(16 * MIB, 24 * MIB, 15)))
    assert accepted(trace) == [(16 * MIB, 18 * MIB)]
    assert parked(trace) == [(16 * MIB, 24 * MIB)]


def test_smaller_blocks_are_as_large_as_their_address_allows() -> None:
    """The last of each unit ends where the next begins, which is accepted with it."""
    table = UnacceptedTable(1, 2 * MIB, 4 * MIB, b"\x07")
    trace = played(memory_map(memory(4 * MIB + 4096, 32 * MIB)), table=table)
    assert accepted(trace) == [(s * MIB, e * MIB) for s, e in ((4, 6), (6, 8), (8, 10))]
    assert parked(trace) == []


def test_a_touched_block_is_accepted_before() -> None:
    trace = played(guest((16 * MIB, 32 * MIB)), touch=(PhysRange(21 * MIB, 21 * MIB + 8),))
    kinds = [type(step.event).__name__ for step in trace.steps][-4:]
    assert kinds == ["Park", "Unpark", "Accept", "Touch"]
    assert accepted(trace) == [(20 * MIB, 26 * MIB)]
    assert parked(trace) == [(12 * MIB, 20 * MIB), (24 * MIB, 32 * MIB)]
    assert not trace.faults
