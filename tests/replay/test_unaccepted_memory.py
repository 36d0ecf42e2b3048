"""accept_memory() and the query; the cases are those of Linux's own functions, compiled and run."""

from __future__ import annotations

import pytest
from bitarray import bitarray

from efitool.replay import events as ev
from efitool.replay.bitmap import Bitmap
from efitool.replay.script import Script
from efitool.replay.state import State
from efitool.replay.unaccepted_memory import (
    accept_memory,
    accept_memory_early,
    range_contains_unaccepted_memory,
)
from tests.guests import memory

BASE = 0x1_0000_0000
UNIT = 2 << 20
PAGE = 4096


def state() -> State:
    """Return a guest with sixteen units from 4 GiB on, all of them unaccepted."""
    guest = State((memory(BASE, BASE + 16 * UNIT, 15),))
    guest.table = Bitmap(BASE, UNIT, bitarray("1" * 16, endian="little"))
    return guest


def units(script: Script[None]) -> list[tuple[float, float]]:
    """Return what is accepted, in units from the table's start."""
    events = [event for event in script if isinstance(event, ev.Accept)]
    return [((e.start - BASE) / UNIT, (e.end - BASE) / UNIT) for e in events]


@pytest.mark.parametrize(
    ("start", "size", "accepted"),
    [
        (0, PAGE, [(0, 1)]),
        (0, UNIT, [(0, 2)]),
        (0, 2 * UNIT, [(0, 3)]),
        (15 * UNIT, UNIT, [(15, 16)]),
        (-UNIT, UNIT, [(0, 1)]),
        (-UNIT, UNIT - PAGE, []),
        (16 * UNIT, UNIT, []),
        (UNIT, 0, [(1, 2)]),
    ],
    ids=["page", "guard", "two", "last", "ends-at-base", "below", "above", "empty"],
)
def test_accept(start: int, size: int, accepted: list[tuple[int, int]]) -> None:
    for rounds in (True, False):
        script = accept_memory(state(), BASE + start, size, rounds_to_pages=rounds)
        assert units(script) == accepted


@pytest.mark.parametrize(("rounds", "accepted"), [(True, [(0, 2)]), (False, [(0, 1)])])
def test_part_of_a_page_at_the_end_of_a_unit(rounds: bool, accepted: list[object]) -> None:
    """Linux 7.0 rounds to the page, and takes the unit behind."""
    script = accept_memory(state(), BASE + UNIT - 8, 4, rounds_to_pages=rounds)
    assert units(script) == accepted


@pytest.mark.parametrize(
    ("start", "size", "accepted"), [(0, UNIT, [(0, 1)]), (4 * UNIT + PAGE, PAGE, [(4, 5)])]
)
def test_the_decompressor_takes_no_unit_behind(
    start: int, size: int, accepted: list[tuple[int, int]]
) -> None:
    assert units(accept_memory_early(state(), BASE + start, size)) == accepted


@pytest.mark.parametrize(
    ("start", "size", "result"),
    [(0, PAGE, False), (0, UNIT, True), (UNIT - PAGE, 2 * PAGE, False), (UNIT, PAGE, True)],
    ids=["accepted", "guard", "last-unit-stepped-over", "marked"],
)
def test_query(start: int, size: int, result: bool) -> None:
    """The first unit is accepted."""
    guest = state()
    assert guest.table
    guest.table.put(BASE, BASE + UNIT, 0)
    (event,) = range_contains_unaccepted_memory(guest, BASE + start, size, rounds_to_pages=True)
    assert isinstance(event, ev.Query)
    assert event.result is result


def test_without_a_table_nothing_is_known() -> None:
    guest = State(())
    assert not list(accept_memory(guest, 0, UNIT, rounds_to_pages=True))
    (event,) = range_contains_unaccepted_memory(guest, 0, UNIT, rounds_to_pages=True)
    assert isinstance(event, ev.Query)
    assert not event.result
