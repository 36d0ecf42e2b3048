"""The truth: the same set, whether whole units are bits or not."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from efitool.model.unaccepted import UnacceptedTable
from efitool.replay.bitmap import Bitmap
from efitool.replay.unaccepted import Unaccepted

UNIT = 4
TOP = 120
RANGES = st.tuples(st.integers(0, TOP), st.integers(0, TOP))


def numbers(unaccepted: Unaccepted) -> set[int]:
    return {n for held in unaccepted for n in range(*held)}


@given(st.lists(RANGES, max_size=12), st.integers(0, 30), st.lists(RANGES, max_size=20), RANGES)
def test_units_of_a_table_change_nothing(
    first: list[tuple[int, int]],
    phys_base: int,
    taken: list[tuple[int, int]],
    asked: tuple[int, int],
) -> None:
    unaccepted = Unaccepted(first)
    expected = {n for r in first for n in range(*r)}
    tables = (Bitmap.blank(phys_base, UNIT, 2), Bitmap.blank(0, 3 * UNIT, 1))
    unaccepted.keep_units_of(tables[0])
    for n, (start, end) in enumerate(taken):
        if n == 10:
            unaccepted.keep_units_of(tables[1])
        assert numbers(unaccepted) == expected
        inside = set(range(start, end))
        assert unaccepted.discard(start, end) == len(expected & inside)
        expected -= inside
        assert unaccepted.size == len(expected)
    held = list(unaccepted)
    assert numbers(unaccepted) == expected
    assert all(a.end < b.start for a, b in pairwise(held))
    assert len(unaccepted) == len(held)
    inside = set(range(*asked))
    assert unaccepted.covers(*asked) is (inside <= expected)
    assert {n for r in unaccepted.within(*asked) for n in range(*r)} == inside & expected


def test_units_that_are_taken_all_at_once() -> None:
    table = Bitmap.blank(8, UNIT, 1)
    unaccepted = Unaccepted([(6, 22)])
    asked = table.empty()
    asked.put(12, 20, 1)
    assert not unaccepted.has_units(asked.bits)
    unaccepted.keep_units_of(table)
    assert unaccepted.has_units(asked.bits)
    unaccepted.take_units(asked.bits)
    assert list(unaccepted) == [(6, 12), (20, 22)]
    assert unaccepted.size == 8
    assert not unaccepted.has_units(asked.bits)


def test_a_unit_that_is_unaccepted_in_part_is_none() -> None:
    table = Bitmap.blank(0, UNIT, 1)
    unaccepted = Unaccepted([(0, 16)])
    unaccepted.keep_units_of(table)
    unaccepted.discard(5, 6)
    second = table.empty()
    second.put(4, 8, 1)
    assert not unaccepted.has_units(second.bits)
    assert list(unaccepted) == [(0, 5), (6, 16)]


@given(
    st.lists(RANGES, max_size=8),
    st.lists(RANGES, max_size=8),
    st.binary(min_size=3, max_size=3),
    st.booleans(),
)
def test_what_no_table_marks(
    first: list[tuple[int, int]], taken: list[tuple[int, int]], bits: bytes, keeps: bool
) -> None:
    table = Bitmap.of(UnacceptedTable(1, UNIT, 6, bits))
    unaccepted = Unaccepted(first)
    if keeps:
        unaccepted.keep_units_of(table)
    for start, end in taken:
        unaccepted.discard(start, end)
    before = numbers(unaccepted)
    marked = {n for run in table.runs(table.phys_base, table.end) for n in range(*run)}
    assert {n for r in unaccepted.unmarked(table) for n in range(*r)} == before - marked
    assert numbers(unaccepted) == before
    assert table.table().bitmap == bits
