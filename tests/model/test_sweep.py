"""Stretches of addresses and what covers them, against a count of each address."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import LimitError
from efitool.model.ranges import PhysRange
from efitool.model.sweep import sweep

PIECES = st.lists(
    st.tuples(st.builds(PhysRange, st.integers(0, 12), st.integers(0, 12)), st.integers(0, 3)),
    max_size=6,
)


def test_stretches_end_at_every_edge() -> None:
    pieces = [(PhysRange(0, 6), "a"), (PhysRange(4, 8), "b"), (PhysRange(9, 9), "nothing")]

    assert list(sweep(pieces)) == [
        (PhysRange(0, 4), ("a",)),
        (PhysRange(4, 6), ("a", "b")),
        (PhysRange(6, 8), ("b",)),
    ]


@settings(deadline=None)
@given(PIECES)
def test_each_address_is_covered_as_by_the_pieces(pieces: list[tuple[PhysRange, int]]) -> None:
    stretches = list(sweep(sorted(pieces)))

    for address in range(13):
        covering = [v for r, v in pieces if r.start <= address < r.end]
        found = [v for r, values in stretches if r.start <= address < r.end for v in values]
        assert sorted(found) == sorted(covering)


def test_nothing_overlaps_without_end() -> None:
    with pytest.raises(LimitError, match="more than 64 ranges overlap at 0x40"):
        list(sweep((PhysRange(n, 1000), n) for n in range(65)))
