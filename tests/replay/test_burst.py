"""Many events at once come to the same as one by one: steps, faults and all of the state."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.model.memmap import PAGE, MemoryDescriptor, MemoryMap
from efitool.model.unaccepted import UnacceptedTable
from efitool.replay import events as ev
from efitool.replay import stub, unaccepted_memory
from efitool.replay._burst_regions import ProcessRegions
from efitool.replay.bitmap import Bitmap
from efitool.replay.events import Actor
from efitool.replay.scenario import Platform, Request
from efitool.replay.state import State
from efitool.replay.trace import BurstSteps, Trace
from efitool.replay.unaccepted import Unaccepted
from tests.guests import FIRMWARE, KERNEL, MIB, guest, memory, played
from tests.maps import memory_map

UNIT = 2 * MIB
NEVER = 1 << 30

TOP = 40 * MIB
ADDRESSES = st.one_of(
    st.integers(0, TOP // PAGE).map(lambda n: n * PAGE),
    st.integers(0, TOP // UNIT).map(lambda n: n * UNIT),
    st.integers(0, TOP // MIB).map(lambda n: n * MIB + 600),
)
SIZES = st.one_of(
    st.integers(0, 12).map(lambda n: n * MIB),
    st.integers(1, 12).map(lambda n: n * MIB - 601),
    st.integers(0, 9 * MIB),
)
REQUESTS = st.lists(
    st.builds(
        Request,
        st.sampled_from(("accept", "accept", "accept", "query", "stub", "touch")),
        st.one_of(ADDRESSES, st.integers(0, TOP)),
        SIZES,
    ),
    max_size=12,
).map(tuple)
REGIONS = st.lists(st.tuples(st.booleans(), st.sampled_from((1, 3, 511, 512, 1024, 1030, 2600))))
TABLES = st.one_of(
    st.none(),
    st.builds(
        UnacceptedTable,
        st.just(1),
        st.sampled_from((UNIT, 4 * MIB)),
        st.sampled_from((0, UNIT, 4 * MIB, 5 * MIB, 3 * MIB + 512)),
        st.one_of(st.binary(min_size=1, max_size=3), st.sampled_from((b"\0", bytes(3)))),
    ),
)


def in_a_row(regions: list[tuple[bool, int]]) -> list[MemoryDescriptor]:
    """Return descriptors one behind the other, unaccepted or free, of so many pages."""
    at, found = 0, []
    for is_free, pages in regions:
        found.append(memory(at, at + pages * PAGE, 7 if is_free else 15))
        at += pages * PAGE
    return found


def both_ways(map: MemoryMap, **scenario: Any) -> tuple[Trace, Trace]:
    """Play a map with bursts wherever one is possible, and without any."""
    traces = []
    for bursts in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(unaccepted_memory, "AT_ONCE", 1 if bursts else NEVER)
            if not bursts:
                patch.setattr(ProcessRegions, "fits", lambda *_: False)
            traces.append(played(map, **scenario))
    return traces[0], traces[1]


def shown(state: State) -> list[object]:
    """Return all of a state that can differ."""
    return [
        state.phase,
        tuple(state.descriptors),
        state.key,
        state.table and state.table.table(),
        state.e820,
        list(state.unaccepted),
        state.unaccepted.size,
        state.accepted,
    ]


@settings(max_examples=400, deadline=None)
@given(
    REGIONS,
    st.booleans(),
    REQUESTS,
    st.sampled_from(Platform),
    TABLES,
    st.booleans(),
    st.booleans(),
)
def test_at_once_as_one_by_one(
    regions: list[tuple[bool, int]],
    reverses: bool,
    requests: tuple[Request, ...],
    platform: Platform,
    table: UnacceptedTable | None,
    rounds: bool,
    protocol: bool,
) -> None:
    descriptors = in_a_row(regions)[:: -1 if reverses else 1]
    at_once, one_by_one = both_ways(
        memory_map(*descriptors, memory(TOP, TOP + MIB)),
        requests=requests,
        platform=platform,
        table=table,
        kernel=KERNEL._replace(rounds_to_pages=rounds),
        firmware=FIRMWARE._replace(protocol=protocol, accepts_at_exit=not protocol),
    )
    assert list(at_once.steps) == list(one_by_one.steps)
    assert at_once.steps[:] == tuple(at_once.steps)
    assert len(at_once.steps) == len(one_by_one.steps)
    for part in at_once.steps.parts():
        if isinstance(part, BurstSteps):
            rows = [(type(step.event), *step.event[1:3]) for step in part]
            assert [*part.rows()] == rows
            assert [*part.unaccepted()] == [step.unaccepted for step in part]
    assert at_once.faults == one_by_one.faults
    assert shown(at_once.final) == shown(one_by_one.final)


@pytest.mark.parametrize(
    ("base", "request_", "rounds", "runs"),
    [
        (0, (0, 2 * MIB - 1), True, [(0, 4 * MIB)]),
        (0, (0, 2 * MIB - 1), False, [(0, 2 * MIB)]),
        (512, (2 * MIB + 600, 9), True, [(512, 4 * MIB + 512)]),
        (512, (2 * MIB + 600, 9), False, [(2 * MIB + 512, 4 * MIB + 512)]),
    ],
)
def test_rounding(
    base: int, request_: tuple[int, int], rounds: bool, runs: list[tuple[int, int]]
) -> None:
    """To pages: the end comes to lie between two units, or the start in another unit."""
    requests = (Request("accept", *request_),)
    for trace in both_ways(
        memory_map(memory(0, 8 * MIB, 15)),
        requests=requests,
        platform=Platform.TDX,
        table=UnacceptedTable(1, UNIT, base, b"\x03"),
        kernel=KERNEL._replace(rounds_to_pages=rounds),
    ):
        events = [s.event for s in trace.steps if s.event.actor is Actor.KERNEL]
        assert [(e.start, e.end) for e in events if isinstance(e, ev.Accept)] == runs


def test_regions_are_not_plain_once_any_of_them_is_accepted() -> None:
    regions = State([memory(0, 8 * MIB, 15)]).regions
    burst = ProcessRegions(Bitmap.blank(0, UNIT, 1), regions, stub.process_unaccepted_memory)
    unaccepted = Unaccepted(regions)
    assert burst.is_plain(unaccepted)
    unaccepted.discard(MIB, 2 * MIB)
    assert not burst.is_plain(unaccepted)


def test_ranges_that_overlap_are_played_one_by_one() -> None:
    """What is accepted twice must be seen."""
    at_once, one_by_one = both_ways(
        memory_map(memory(0, 3 * MIB, 15), memory(MIB, 8 * MIB, 15), memory(8 * MIB, 16 * MIB)),
        requests=(),
        platform=Platform.TDX,
    )
    assert [fault.id for fault in one_by_one.faults] == ["accepted-twice"]
    assert list(at_once.steps) == list(one_by_one.steps)


def test_a_hundred_regions_at_once() -> None:
    """Literally: a unit is marked of each, its ends are accepted, and none is looked at yet."""
    regions = [(n * 8 * MIB + MIB, n * 8 * MIB + 6 * MIB + PAGE) for n in range(100)]
    trace, _ = both_ways(guest(*regions, size=800 * MIB), requests=())
    table = trace.final.table
    assert table is not None
    assert table.table() == UnacceptedTable(1, UNIT, 0, b"\x66" * 50)
    assert trace.final.unaccepted.size == 100 * 4 * MIB == table.marked
    assert trace.final.accepted[Actor.STUB] == 100 * (MIB + PAGE)
    first = next(n for n, step in enumerate(trace.steps) if isinstance(step.event, ev.Accept))
    given = 100 * (5 * MIB + PAGE)
    assert [(s.event, s.fault, s.unaccepted) for s in trace.steps[first : first + 4]] == [
        (ev.Accept(Actor.STUB, MIB, 2 * MIB), None, given - MIB),
        (ev.Accept(Actor.STUB, 6 * MIB, 6 * MIB + PAGE), None, given - MIB - PAGE),
        (ev.Mark(Actor.STUB, 2 * MIB, 6 * MIB), None, given - MIB - PAGE),
        (ev.Accept(Actor.STUB, 9 * MIB, 10 * MIB), None, given - 2 * MIB - PAGE),
    ]
    assert isinstance(trace.steps[first + 300].event, ev.SetupE820)
    assert len(list(trace.steps.judged())) == len(trace.steps) - 300
    assert isinstance(trace.steps[-1].event, ev.EnterKernel)
    with pytest.raises(IndexError):
        trace.steps[len(trace.steps)]


def test_requests_at_once() -> None:
    requests = (
        Request("accept", 0, PAGE),
        Request("accept", 9 * MIB, PAGE),
        Request("accept", 0, 32 * MIB),
        Request("accept", 0, 32 * MIB),
    )
    trace, _ = both_ways(guest((0, 16 * MIB)), requests=requests)
    kernel = [s for s in trace.steps if s.event.actor is Actor.KERNEL]
    assert [(s.event, s.unaccepted) for s in kernel] == [
        (ev.Accept(Actor.KERNEL, 0, 2 * MIB, marked=True), 14 * MIB),
        (ev.Accept(Actor.KERNEL, 8 * MIB, 10 * MIB, marked=True), 12 * MIB),
        (ev.Accept(Actor.KERNEL, 2 * MIB, 8 * MIB, marked=True), 6 * MIB),
        (ev.Accept(Actor.KERNEL, 10 * MIB, 16 * MIB, marked=True), 0),
    ]
    assert trace.final.accepted[Actor.KERNEL] == 16 * MIB
    assert trace.final.table is not None
    assert not trace.final.table.bits.any()


@pytest.mark.parametrize(
    ("table", "fits"),
    [
        (UnacceptedTable(1, UNIT, 4 * MIB, b"\0"), True),
        (UnacceptedTable(1, UNIT, 6 * MIB, b"\0"), False),
        (UnacceptedTable(1, UNIT, 3 * MIB, b"\0\0"), False),
        (UnacceptedTable(1, UNIT, 0, b"\0"), False),
        (UnacceptedTable(1, UNIT, 4 * MIB, b"\x80"), False),
    ],
)
def test_a_table_that_was_there_before(table: UnacceptedTable, fits: bool) -> None:
    regions = State([memory(5 * MIB, 9 * MIB, 15), memory(10 * MIB, 20 * MIB, 15)]).regions
    assert ProcessRegions.fits(Bitmap.of(table), regions) is fits
