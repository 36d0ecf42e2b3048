"""Fails on GRUB's words."""

from __future__ import annotations

from efitool.triage.loader_out_of_memory import check
from tests.cases import BARE, lines, says, verdict


def test_fails_on_the_words() -> None:
    case = BARE._replace(messages=says("Booting", "error: out of memory."))

    assert verdict(check, case) == "fail"
    assert lines(check, case) == [11]


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert (
        verdict(
            check, BARE._replace(messages=says("Memory cgroup out of memory: Killed process 1"))
        )
        is None
    )
