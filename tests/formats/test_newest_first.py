"""Rows are in the order in which they were printed."""

from __future__ import annotations

import pytest

from efitool.formats._log_scan import Row
from efitool.formats._newest_first import chronological


def place(row: Row) -> int | None:
    return int(row.before) if row.before else None


@pytest.mark.parametrize(
    ("found", "printed"),
    [
        ("", ""),
        ("7", "7"),
        ("0120", "0120"),
        ("210210", "012012"),
        ("2 1 0", "0 1 2"),
        ("3 3", "3 3"),
    ],
)
def test_what_falls_is_turned_round(found: str, printed: str) -> None:
    rows = [Row(n, place.strip(), ()) for n, place in enumerate(found, 1)]

    assert [row.before for row in chronological(rows, place)] == [p.strip() for p in printed]
