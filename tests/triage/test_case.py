"""A case of which nothing is known."""

from __future__ import annotations

from efitool.triage.case import NOTHING, Case


def test_nothing_is_known_of_an_empty_case() -> None:
    case = Case(())

    assert case.kernel_told is NOTHING
    assert not any(part for part in case)
