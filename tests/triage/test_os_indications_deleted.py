"""Fails on firmware's words."""

from __future__ import annotations

from efitool.triage.os_indications_deleted import check
from tests.cases import BARE, lines, says, verdict


def test_fails_on_the_words() -> None:
    case = BARE._replace(
        messages=says("Booting", "[Bds] Unformalized OsIndications variable exists. Delete it")
    )

    assert verdict(check, case) == "fail"
    assert lines(check, case) == [11]


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert verdict(check, BARE._replace(messages=says("[Bds] OsIndication: 0"))) is None
