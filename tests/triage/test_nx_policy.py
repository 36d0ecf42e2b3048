"""Fails on the words of shim."""

from __future__ import annotations

from efitool.triage.nx_policy import check
from tests.cases import BARE, lines, says, verdict


def test_fails_on_the_words() -> None:
    case = BARE._replace(
        messages=says("Booting", "Policy requires NX, but image does not support NX")
    )

    assert verdict(check, case) == "fail"
    assert lines(check, case) == [11]


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert (
        verdict(check, BARE._replace(messages=says("NX (Execute Disable) protection: active")))
        is None
    )
