"""Random maps and scripts, played by a replay and by a model that knows nothing but pages.

The model keeps every page in a set and decides for each unit by the pages in it. It was written
from a description of what Linux does, and shares no arithmetic with the code under test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.model.ranges import RangeSet
from efitool.replay import events as ev
from efitool.replay import replay
from efitool.replay.events import Actor
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import Platform, Request, Scenario
from efitool.replay.trace import Trace
from tests.maps import descriptor, memory_map

PAGE = 4096
IN_UNIT = 512
"""Pages of a unit: 2 MiB."""

TOP = 32 * IN_UNIT
"""Pages that the maps lie in: 64 MiB."""

Region = tuple[int, int]
"""The first page of a descriptor of unaccepted memory, and the one behind its last."""

Call = tuple[int, int]


class Heard(NamedTuple):
    """An acceptance: its first page, the one behind its last, pages left after it, and whether
    it was about any page that had been accepted."""

    first: int
    behind: int
    left: int
    again: bool


class Model:
    """All pages of a guest, and its table as a set of units."""

    def __init__(self, regions: list[Region]) -> None:
        self.truth = {page for region in regions for page in range(*region)}
        self.marked: set[int] = set()
        touched = {unit for region in regions for unit in units_of(region)}
        self.base = min(touched, default=0)
        span = max(touched, default=0) + 1 - self.base if touched else 0
        self.units = range(self.base, self.base + (span + 7) // 8 * 8)
        """The units that the table has bits for: whole bytes of them."""

    def accept(self, pages: Iterable[int]) -> Heard:
        wanted = sorted(pages)
        again = any(page not in self.truth for page in wanted)
        self.truth.difference_update(wanted)
        return Heard(wanted[0], wanted[-1] + 1, len(self.truth), again)

    def stub(self, region: Region) -> Iterator[Heard]:
        """A region of less than two units' size is accepted; of others, all but whole units."""
        pages = range(*region)
        if len(pages) < 2 * IN_UNIT:
            yield self.accept(pages)
            return
        for unit, group in groupby(pages, key=lambda page: page // IN_UNIT):
            inside = list(group)
            if len(inside) < IN_UNIT:
                yield self.accept(inside)
            else:
                self.marked.add(unit)

    def wanted(self, start: int, size: int, rounds: bool) -> list[int]:
        """The units of a request: those it touches, and the next one if it ends with a unit."""
        first, last = start, start + size
        if rounds:
            while first % PAGE:
                first -= 1
            while last % PAGE:
                last += 1
        unit = IN_UNIT * PAGE
        found = {u for u in self.units if u * unit < last and first < (u + 1) * unit}
        if last % unit == 0:
            found.add(last // unit)
        if last >= self.base * unit and first == last:
            found.add(first // unit)
        return sorted(found & set(self.units))

    def kernel(self, start: int, size: int, rounds: bool) -> Iterator[Heard]:
        """Units that follow each other are accepted at once."""
        due = [u for u in self.wanted(start, size, rounds) if u in self.marked]
        for _, group in groupby(enumerate(due), key=lambda pair: pair[1] - pair[0]):
            units = [unit for _, unit in group]
            self.marked.difference_update(units)
            yield self.accept(page for u in units for page in pages_of(u))


def units_of(region: Region) -> set[int]:
    return {page // IN_UNIT for page in range(*region)}


def pages_of(unit: int) -> range:
    return range(unit * IN_UNIT, (unit + 1) * IN_UNIT)


@st.composite
def regions(draw: st.DrawFn, *, apart: bool = False) -> list[Region]:
    """Regions anywhere, or in a row without overlaps; tiny, unaligned, adjacent."""
    sizes = st.one_of(
        st.integers(1, 3),
        st.integers(1, 4 * IN_UNIT),
        st.integers(1, 6).map(lambda n: n * IN_UNIT),
    )
    if not apart:
        starts = st.one_of(
            st.integers(0, TOP - 1), st.integers(0, TOP // IN_UNIT - 1).map(IN_UNIT.__mul__)
        )
        drawn = draw(st.lists(st.tuples(starts, sizes), min_size=1, max_size=6))
        return [(start, min(start + size, TOP)) for start, size in drawn]
    found, at = list[Region](), 0
    gaps = st.one_of(st.just(0), st.integers(0, IN_UNIT + 1), st.just(IN_UNIT))
    for gap, size in draw(st.lists(st.tuples(gaps, sizes), min_size=1, max_size=8)):
        found.append((at + gap, at + gap + size))
        at += gap + size
    return found


sizes_in_bytes = st.one_of(
    st.integers(0, 3),
    st.integers(0, 8 * IN_UNIT * PAGE),
    st.integers(0, 8).map(lambda n: n * IN_UNIT * PAGE),
)
starts_in_bytes = st.one_of(
    st.integers(0, TOP * PAGE),
    st.integers(0, TOP).map(lambda n: n * PAGE),
    st.integers(0, TOP // IN_UNIT).map(lambda n: n * IN_UNIT * PAGE),
)
requests = st.lists(
    st.builds(Request, st.just("accept"), starts_in_bytes, sizes_in_bytes), max_size=8
)


def played(found: list[Region], asked: list[Request], platform: Platform, kernel: str) -> Trace:
    map = memory_map(*(descriptor(15, start=a * PAGE, pages=b - a) for a, b in found))
    scenario = Scenario(FIRMWARE["edk2-sev-snp"], KERNELS[kernel], platform, requests=tuple(asked))
    return replay(map, scenario)


def heard(trace: Trace, actor: Actor) -> list[Heard]:
    return [
        Heard(
            step.event.start // PAGE,
            step.event.end // PAGE,
            step.unaccepted // PAGE,
            step.fault is not None,
        )
        for step in trace.steps
        if isinstance(step.event, ev.Accept) and step.event.actor is actor
    ]


@pytest.mark.parametrize("kernel", ["linux-6.12", "linux-7.2"])
@settings(deadline=None, max_examples=60)
@given(found=regions(), asked=requests)
def test_every_acceptance_is_that_of_the_model(
    kernel: str, found: list[Region], asked: list[Request]
) -> None:
    trace = played(found, asked, Platform.TDX, kernel)
    model = Model(found)
    rounds = KERNELS[kernel].rounds_to_pages

    assert heard(trace, Actor.STUB) == [h for region in found for h in model.stub(region)]
    by_kernel = [h for r in asked for h in model.kernel(r.start, r.size, rounds)]
    assert heard(trace, Actor.KERNEL) == by_kernel
    assert pages_in(RangeSet(trace.final.unaccepted)) == model.truth
    table = trace.final.table
    assert table is not None
    assert table.phys_base == model.base * IN_UNIT * PAGE
    assert len(table.bits) == len(model.units)
    assert {model.base + n for n in table.bits.search(1)} == model.marked


def pages_in(ranges: RangeSet) -> set[int]:
    return {page for r in ranges for page in range(r.start // PAGE, r.end // PAGE)}


@pytest.mark.parametrize("kernel", ["linux-6.12", "linux-7.2"])
@settings(deadline=None, max_examples=60)
@given(found=regions(), asked=requests, start=starts_in_bytes, size=sizes_in_bytes)
def test_queries_step_from_unit_to_unit(
    kernel: str, found: list[Region], asked: list[Request], start: int, size: int
) -> None:
    trace = played(found, [*asked, Request("query", start, size)], Platform.TDX, kernel)
    model = Model(found)
    rounds = KERNELS[kernel].rounds_to_pages
    for region in found:
        list(model.stub(region))
    for request in asked:
        list(model.kernel(request.start, request.size, rounds))
    unit = IN_UNIT * PAGE
    end = start + size
    while rounds and end % PAGE:
        end += 1
    below = end < model.base * unit
    behind = end + unit if end % unit == 0 else end
    looked_at = range(
        max(start, model.base * unit), min(behind, (model.units[-1] + 1) * unit), unit
    )

    results = [s.event.result for s in trace.steps if isinstance(s.event, ev.Query)]
    assert results == [not below and any(at // unit in model.marked for at in looked_at)]


@pytest.mark.parametrize("platform", [Platform.TDX, Platform.SEV_SNP])
@settings(deadline=None, max_examples=60)
@given(found=regions(apart=True), asked=requests)
def test_a_map_that_tells_the_truth_never_faults(
    platform: Platform, found: list[Region], asked: list[Request]
) -> None:
    trace = played(found, asked, platform, "linux-7.2")
    final = trace.final
    calls = [s.event for s in trace.steps if isinstance(s.event, ev.Accept)]
    given = sum(b - a for a, b in found) * PAGE

    assert trace.faults == ()
    assert sum(c.end - c.start for c in calls) + final.unaccepted.size == given
    assert final.table is not None
    assert RangeSet(final.unaccepted) == final.table.table().marked


@settings(deadline=None, max_examples=60)
@given(found=regions(), at=st.integers(0, 64), size=st.integers(1, 2 * IN_UNIT - 1))
def test_what_is_accepted_twice_stops_a_guest_on_sev_snp(
    found: list[Region], at: int, size: int
) -> None:
    small = (at, at + size)
    found = [*found, small, small]
    model = Model(found)
    all_heard = [h for region in found for h in model.stub(region)]
    first = next(n for n, h in enumerate(all_heard) if h.again)

    trace = played(found, [], Platform.SEV_SNP, "linux-7.2")

    assert [h[:2] for h in heard(trace, Actor.STUB)] == [h[:2] for h in all_heard[: first + 1]]
    assert [f.fatal for f in trace.faults] == [True]
