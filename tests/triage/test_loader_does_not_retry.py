"""Fails on one call that failed where nothing follows; asks where only firmware speaks."""

from __future__ import annotations

from efitool.triage.loader_does_not_retry import check
from tests.cases import BARE, fact, lines, says, verdict

ONCE = "ExitBootServices() failed: Invalid Parameter"
ACCEPTS = "Accepting all memory"


def test_fails() -> None:
    assert lines(check, BARE._replace(messages=says(ACCEPTS, ONCE))) == [10, 11]
    number = says("ExitBootServices -> 0x8000000000000002 (failed)")
    assert verdict(check, BARE._replace(messages=number)) == "fail"


def test_asks_for_the_log_of_the_loader() -> None:
    assert verdict(check, BARE._replace(messages=says(ACCEPTS))) == "unknown"


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert verdict(check, BARE._replace(messages=says(ONCE, ONCE))) is None
    assert verdict(check, BARE._replace(messages=says(ONCE), release=fact("6.12.1"))) is None


def test_silent_where_the_next_call_works() -> None:
    again = says(ONCE, "ExitBootServices -> 0x0 (SUCCESS)")

    assert verdict(check, BARE._replace(messages=again)) is None
