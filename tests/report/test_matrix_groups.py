"""Rows of a matrix: see also `test_matrix_text`."""

from __future__ import annotations

from efitool.replay.scenario import Platform
from efitool.report._matrix_groups import groups
from tests.report.test_matrix_text import cells


def test_a_kernel_alone_is_named() -> None:
    one = [c for c in cells(Platform.TDX) if c.kernel.name == "linux-6.5"]

    assert [row.label for group in groups(one) for row in group.rows] == ["linux-6.5"] * 2


def test_operations_can_differ_where_the_result_is_the_same() -> None:
    counted = [c._replace(operations=n * 1000) for n, c in enumerate(cells(Platform.TDX))]

    assert groups(counted)[1].rows[0].operations == "tdx 5,000 to 9,000"
