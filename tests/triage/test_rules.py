"""Every rule is listed under its own name, has its page, and is silent of an empty case."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from efitool.capabilities import QUESTIONS
from efitool.model.triage import Verdict
from efitool.rules import RULES as LINT
from efitool.rules._log_rules import LOG_RULES
from efitool.rules._map_rules import MAP_RULES
from efitool.rules._trace_rules import TRACE_RULES
from efitool.triage import RULES
from efitool.triage._base import TriageRule
from tests.cases import BARE, GIB, SNP, TDX, e820, fact, unaccepted

MODULES = Path(sys.modules["efitool.triage"].__path__[0])
FRAME = {"case", "join", "sentence"}

HEALTHY = BARE._replace(
    map=unaccepted(), e820=e820((0, 2 * GIB)), release=fact("6.12.107+deb13-amd64")
)

each = pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)


def test_every_rule_is_listed_under_its_own_name() -> None:
    ids = [r.id for r in RULES]
    assert len(ids) == len(set(ids))
    named = {p.stem for p in MODULES.glob("[!_]*.py")} - FRAME
    assert {id.replace("-", "_") for id in ids} == named


def test_no_other_page_has_its_name() -> None:
    others = {x.id for x in (*QUESTIONS, *LINT, *LOG_RULES, *MAP_RULES, *TRACE_RULES)}
    assert not others & {r.id for r in RULES}


@each
def test_the_page(rule: TriageRule) -> None:
    page = sys.modules[rule.check.__module__].__doc__ or ""
    assert "\nEvidence: " in page
    assert "\nReference: " in page
    assert page.splitlines()[0].endswith(".")
    assert rule.cause
    assert rule.advice
    assert rule.cause[-1] != "."
    assert rule.advice[-1] != "."


@each
def test_silent_where_nothing_is_known(rule: TriageRule) -> None:
    assert not list(rule.check(BARE))


@each
def test_a_healthy_guest_is_asked_for_nothing(rule: TriageRule) -> None:
    for case in (HEALTHY, HEALTHY._replace(platform=SNP), HEALTHY._replace(platform=TDX)):
        assert all(j.verdict is Verdict.PASS for j in rule.check(case))
