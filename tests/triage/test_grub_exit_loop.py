"""Fails on a loop, and not on a second try."""

from __future__ import annotations

from efitool.triage.grub_exit_loop import check
from tests.cases import BARE, lines, message, says, verdict

AGAIN = "Trying to terminate EFI services again"


def test_fails() -> None:
    case = BARE._replace(messages=says(*[AGAIN] * 40))

    assert "40 times" in message(check, case)
    assert lines(check, case) == [10, 11, 12, 13, 14, 15, 16, 17]


def test_passes() -> None:
    assert verdict(check, BARE._replace(messages=says(AGAIN))) == "pass"
    assert verdict(check, BARE._replace(messages=says(AGAIN, AGAIN))) == "pass"


def test_silent() -> None:
    assert verdict(check, BARE) is None
