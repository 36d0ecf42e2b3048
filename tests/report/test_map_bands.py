"""What of a map gets a band of its own."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings

from efitool.model.memmap import MemoryType
from efitool.model.ranges import PhysRange, RangeSet
from efitool.report._map_bands import (
    LARGEST,
    NOT_WB,
    UNACCEPTED,
    UNUSUAL,
    Band,
    Part,
    Piece,
    Region,
    bands,
    marks,
    pieces,
)
from tests.report.regions import any_regions, region

RUNTIME, SP = 1 << 63, 1 << 18
LARGE = [region((n << 30) + 0x9000, (n + 1 << 30) + 0x9000) for n in range(LARGEST)]


def banded(*regions: Region) -> list[Band]:
    return bands(list(pieces(regions)))


def test_a_map_and_its_hole_in_the_order_of_addresses() -> None:
    high, low = region(0x9000, 0xA000), region(0x1000, 0x3000, 4, RUNTIME | 1)

    assert banded(high, low) == [
        Band(
            PhysRange(0x1000, 0x3000),
            (Part(4, 1, 0x2000),),
            frozenset({"RT", NOT_WB}),
            frozenset({"RT", NOT_WB}),
            False,
        ),
        Band(PhysRange(0x3000, 0x9000), (), frozenset(), frozenset(), False),
        Band(PhysRange(0x9000, 0xA000), (Part(7, 1, 0x1000),), frozenset(), frozenset(), False),
    ]


def test_neighbours_of_one_type_are_not_merged() -> None:
    assert [band.ranges for band in banded(region(0, 4, 15), region(4, 8, 15))] == [1, 1]


def test_of_regions_that_overlap_the_unaccepted_one_is_seen_then_the_smallest() -> None:
    large, small, unaccepted = region(0, 100), region(10, 30, 4), region(20, 60, 15)

    assert list(pieces([large, small, unaccepted])) == [
        Piece(PhysRange(0, 10), large, False),
        Piece(PhysRange(10, 20), small, True),
        Piece(PhysRange(20, 30), unaccepted, True),
        Piece(PhysRange(30, 60), unaccepted, True),
        Piece(PhysRange(60, 100), large, False),
    ]


def test_small_ranges_between_large_ones_share_a_band() -> None:
    small = [region(n << 12, n + 1 << 12, n % 2 + 3) for n in range(9)]

    shared, *alone = banded(*LARGE, *small)

    assert [band.ranges for band in alone] == [1] * LARGEST
    assert [shared] == [
        Band(
            PhysRange(0, 0x9000),
            (Part(3, 5, 0x5000), Part(4, 4, 0x4000)),
            frozenset(),
            frozenset(),
            False,
        )
    ]


def test_what_is_small_and_unaccepted_or_unusual_has_its_own() -> None:
    small = [region(n << 12, n + 1 << 12) for n in range(9)]
    small[2] = small[2]._replace(type=15)
    small[5] = small[5]._replace(attributes=SP)

    alone = [b.range.start for b in banded(*LARGE, *small)]

    assert alone[:5] == [0, 0x2000, 0x3000, 0x5000, 0x6000]


def test_what_is_small_and_overlaps_has_its_own() -> None:
    small = [region(n << 12, n + 1 << 12) for n in range(9)]

    found = banded(*LARGE, *small, region(0x4000, 0x5000, 4))

    assert [b.range for b in found if b.overlapped] == [PhysRange(0x4000, 0x5000)]


def test_marks() -> None:
    assert marks(None) == marks(0) == marks(0xF) == frozenset()
    assert marks(1) == {NOT_WB}
    assert marks(RUNTIME | SP | 1 << 17 | 1 << 14 | 8) == {"RT", "SP", "RO", "XP"}
    assert marks(1 << 40) == frozenset()


def test_marks_of_some_and_of_all() -> None:
    shared, *_ = banded(*LARGE, region(0, 0x1000, 5, RUNTIME), region(0x1000, 0x9000, 6, 8))

    assert not shared.every
    assert shared.some == {"RT"}


def test_a_hundred_thousand_ranges_are_some_dozen_bands() -> None:
    many = [region(n << 13, (n << 13) + 4096, n % 16) for n in range(100_000)]

    assert len(banded(*many)) <= 2 * (LARGEST + UNACCEPTED + UNUSUAL) + 1


@settings(deadline=None)
@given(any_regions)
def test_every_address_is_in_the_band_of_its_type(regions: list[Region]) -> None:
    found = banded(*regions)

    assert all(a.range.end == b.range.start for a, b in pairwise(found))
    assert RangeSet(r.range for r in regions) <= RangeSet(b.range for b in found)
    unaccepted = RangeSet(r.range for r in regions if r.type == MemoryType.UNACCEPTED)
    assert unaccepted <= RangeSet(b.range for b in found if b.unaccepted)
    assert unaccepted.size == sum(
        part.size for b in found for part in b.parts if part.type == MemoryType.UNACCEPTED
    )
