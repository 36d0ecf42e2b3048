"""Tells by the number of processors, on TDX alone."""

from __future__ import annotations

from efitool.model.triage import Verdict
from efitool.triage.accept_storm import check
from tests.cases import HANDLES, SNP, TDX, fact, lines, message, unaccepted, verdict

CASE = HANDLES._replace(platform=TDX, processors=fact(248, 5))


def test_tells() -> None:
    assert message(check, CASE, Verdict.INFO) == (
        "248 processors share 6144 units: 3145728 steps if pages are small"
    )
    assert lines(check, CASE) == [5, 20]
    assert verdict(check, CASE._replace(processors=fact(64))) == "info"


def test_silent() -> None:
    assert verdict(check, CASE._replace(processors=None)) is None
    assert verdict(check, CASE._replace(processors=fact(63))) is None
    assert verdict(check, CASE._replace(platform=SNP)) is None
    assert verdict(check, CASE._replace(map=unaccepted())) is None
