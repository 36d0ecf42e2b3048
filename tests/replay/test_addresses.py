"""Ranges that change, against sets of numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efitool.model.memmap import MemoryDescriptor, MemoryType
from efitool.replay import _addresses
from efitool.replay._addresses import Addresses
from efitool.replay._regions import Regions

TOP = 60
RANGES = st.tuples(st.integers(0, TOP), st.integers(0, TOP))
CHANGES = st.lists(st.tuples(st.booleans(), RANGES), max_size=30)


def numbers(addresses: Addresses) -> set[int]:
    return {n for held in addresses for n in range(*held)}


def kept_apart(addresses: Addresses) -> bool:
    """Tell whether the ranges are the fewest, in order."""
    held = list(addresses)
    return all(r.size for r in held) and all(one.end < other.start for one, other in pairwise(held))


@given(st.lists(RANGES, max_size=20), CHANGES, RANGES)
def test_as_a_set_of_numbers(
    first: list[tuple[int, int]],
    changes: list[tuple[bool, tuple[int, int]]],
    asked: tuple[int, int],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_addresses, "CHUNK", 4)
        addresses = Addresses(first)
        expected = {n for r in first for n in range(*r)}
        for adds, (start, end) in changes:
            inside = set(range(start, end))
            if adds and inside:
                addresses.add(start, end)
                expected |= inside
            elif not adds:
                assert addresses.discard(start, end) == len(expected & inside)
                expected -= inside
            assert numbers(addresses) == expected
            assert kept_apart(addresses)
            assert addresses.size == len(expected)
        inside = set(range(*asked))
        assert addresses.covers(*asked) is (inside <= expected)
        assert {n for held in addresses.within(*asked) for n in range(*held)} == inside & expected
        assert len(addresses) == len(list(addresses))


def test_equality_looks_at_addresses_alone() -> None:
    one, other = Addresses([(0, 10)]), Addresses([(0, 5), (5, 12)])
    assert one != other
    other.discard(10, 12)
    assert one == other
    assert one != [(0, 10)]
    with pytest.raises(TypeError, match="no hash"):
        hash(one)


def test_a_copy_is_another() -> None:
    one = Addresses([(0, 10)])
    other = one.copy()
    other.discard(0, 5)
    assert list(one) == [(0, 10)]


@pytest.mark.parametrize(
    ("regions", "merged", "in_order"),
    [
        ([(1, 2), (5, 3)], [(0x1000, 0x3000), (0x5000, 0x8000)], True),
        ([(1, 2), (3, 3), (6, 1), (9, 1)], [(0x1000, 0x7000), (0x9000, 0xA000)], True),
        ([(5, 3), (1, 2)], [(0x1000, 0x3000), (0x5000, 0x8000)], False),
        ([(1, 4), (3, 3)], [(0x1000, 0x6000)], False),
        ([(1, 0), (3, 1)], [(0x3000, 0x4000)], False),
        ([], [], True),
    ],
)
def test_regions_in_any_order(
    regions: list[tuple[int, int]], merged: list[tuple[int, int]], in_order: bool
) -> None:
    """Page number and pages of each; what is in order takes a shorter way to the same."""
    found = Regions(
        tuple(MemoryDescriptor(15, page << 12, 0, pages, 15) for page, pages in regions),
        MemoryType.UNACCEPTED,
    )
    assert found.in_order is in_order
    assert list(Addresses(found)) == merged == list(Addresses(list(found)))
