"""Ranges, and that sets of them are sets."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.model.ranges import PhysRange, RangeSet

SMALL = st.builds(lambda start, size: PhysRange(start, start + size), *[st.integers(0, 40)] * 2)
SETS = st.lists(SMALL, max_size=6).map(RangeSet)


def addresses(ranges: RangeSet) -> set[int]:
    return {a for r in ranges for a in range(r.start, r.end)}


def test_a_range() -> None:
    assert PhysRange(0x1000, 0x3000).size == 0x2000
    assert PhysRange(0x3000, 0x1000).size == 0
    assert str(PhysRange(0, 0xA0000)) == "0x0-0xa0000"
    assert PhysRange(0, 2).overlaps(PhysRange(1, 3))
    assert not PhysRange(0, 2).overlaps(PhysRange(2, 3))


def test_units() -> None:
    assert PhysRange(5, 17).shrink_to(8) == PhysRange(8, 16)
    assert PhysRange(5, 17).grow_to(8) == PhysRange(0, 24)
    assert PhysRange(9, 15).shrink_to(8).size == 0
    assert PhysRange(8, 16).shrink_to(8) == PhysRange(8, 16) == PhysRange(8, 16).grow_to(8)


def test_neighbours_become_one() -> None:
    ranges = RangeSet.of(PhysRange(4, 6), PhysRange(0, 2), PhysRange(2, 4), PhysRange(9, 9))

    assert list(ranges) == [PhysRange(0, 6)]
    assert (len(ranges), ranges.size, 5 in ranges, 6 in ranges) == (1, 6, True, False)
    assert repr(ranges) == "RangeSet(0x0-0x6)"
    assert not RangeSet()


@settings(deadline=None)
@given(a=SETS, b=SETS)
def test_the_algebra_is_that_of_sets(a: RangeSet, b: RangeSet) -> None:
    assert addresses(a | b) == addresses(a) | addresses(b)
    assert addresses(a & b) == addresses(a) & addresses(b)
    assert addresses(a - b) == addresses(a) - addresses(b)
    assert (a <= b) == (addresses(a) <= addresses(b))
    assert (a == b) == (addresses(a) == addresses(b))
    assert hash(a | b) == hash(b | a)
    assert a.size == len(addresses(a))
