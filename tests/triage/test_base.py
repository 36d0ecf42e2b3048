"""A rule is what it judges, why, and what to do."""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage import triage
from efitool.triage._base import TriageRule
from tests.cases import BARE


def test_a_rule_is_plain_data() -> None:
    judgement = Judgement(Verdict.INFO, "it is so")
    rule = TriageRule("id", Severity.NOTE, lambda case: iter([judgement]), "a cause", "advice")

    assert list(rule.check(BARE)) == [judgement]


def test_no_evidence_no_finding() -> None:
    assert triage((), {}).findings == ()
    assert triage((), {}).unknown == ()
