"""Rows with numbers: where maps part."""

from __future__ import annotations

from efitool.formats._log_scan import Row
from efitool.formats._numbered_rows import parts


def lines_of(*befores: str) -> list[list[int]]:
    rows = [Row(line, before, ()) for line, before in enumerate(befores, 1)]
    return [[row.line for row in part] for part in parts(rows)]


def test_numbers_that_begin_again() -> None:
    assert lines_of("0", "1", "2", "0", "1") == [[1, 2, 3], [4, 5]]
    assert lines_of("0", "0") == [[1], [2]]


def test_a_number_that_is_lost() -> None:
    assert lines_of("0", "", "2", "1") == [[1, 2, 3], [4]]
    assert lines_of("0", "x1", "1") == [[1, 2], [3]]


def test_what_stands_before_a_number() -> None:
    assert lines_of("[    1.5] 0", "[    1.5] 1", "[    1.6] 0") == [[1, 2], [3]]


def test_nothing() -> None:
    assert lines_of() == []
