"""The table while it changes."""

from __future__ import annotations

import pytest

from efitool.model.unaccepted import UnacceptedTable
from efitool.replay.bitmap import Bitmap

BASE, UNIT = 0x1000000, 0x200000


def marked() -> Bitmap:
    """Units 1, 2 and 5 of eight."""
    return Bitmap.of(UnacceptedTable(1, UNIT, BASE, b"\x26"))


def test_there_and_back() -> None:
    table = marked()
    assert table.table() == UnacceptedTable(1, UNIT, BASE, b"\x26")
    assert table.end == BASE + 8 * UNIT
    assert table.marked == 3 * UNIT
    assert table.copy().table() == table.table()
    assert table.empty().table() == UnacceptedTable(1, UNIT, BASE, b"\0")
    assert table.same_window(table.empty())
    assert not table.same_window(Bitmap.blank(BASE, UNIT, 2))


@pytest.mark.parametrize(
    ("start", "end", "runs"),
    [
        (0, 8, [(1, 3), (5, 6)]),
        (2, 5, [(2, 3)]),
        (2, 5.5, [(2, 3), (5, 6)]),
        (5.5, 5.6, [(5, 6)]),
        (3, 5, []),
        (-4, 2, [(1, 2)]),
        (-6, -2, []),
        (6, 3, []),
        (9, 12, []),
    ],
)
def test_runs_among_the_units_touched(
    start: float, end: float, runs: list[tuple[int, int]]
) -> None:
    """In units from the table's start; a range before it is not one that ends in its middle."""
    found = marked().runs(BASE + int(start * UNIT), BASE + int(end * UNIT))
    assert [((a - BASE) // UNIT, (b - BASE) // UNIT) for a, b in found] == runs


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [(1, 3, True), (1.5, 2.5, True), (1, 3.1, False), (0, 1, False), (-1, 0, False), (7, 9, False)],
)
def test_all_set(start: float, end: float, answer: bool) -> None:
    assert marked().all_set(BASE + int(start * UNIT), BASE + int(end * UNIT)) is answer


def test_what_is_cleared_are_units_inside() -> None:
    table = marked()
    assert table.clear(BASE + UNIT // 2, BASE + 3 * UNIT - 1) == UNIT
    assert table.table().bitmap == b"\x24"
    assert table.clear(0, BASE) == 0
    assert table.clear(0, 1 << 64) == 2 * UNIT
    assert not table.bits.any()
