"""What logs say is found by its words, and not quoted without end."""

from __future__ import annotations

from efitool.model.triage import Origin, Verdict
from efitool.triage._said import complaint, said, times
from tests.cases import BARE, LOG, says

CASE = BARE._replace(messages=says("one", "two times", "three"))


def test_lines_and_where_they_stand() -> None:
    assert said(CASE, r"^t\w+$") == (Origin(LOG, line=12, text="three"),)


def test_a_complaint_has_a_few_lines() -> None:
    case = BARE._replace(messages=says(*["again"] * 100))

    [judgement] = complaint(case, "again", "it says so")

    assert judgement[:2] == (Verdict.FAIL, "it says so")
    assert [o.line for o in judgement.evidence] == list(range(10, 18))


def test_all_are_counted() -> None:
    assert times(BARE._replace(messages=says(*["again"] * 100)), "again") == 100
    assert times(CASE, "four") == 0


def test_none() -> None:
    assert not list(complaint(CASE, "four", "it says so"))
