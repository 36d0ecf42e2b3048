"""Fails on a fetch that faulted, where the loader claims to know better."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.triage.nx_inner_kernel import check
from tests.cases import BARE, lines, says, told, verdict

FETCH = BARE._replace(messages=says("ExceptionData - 0000000000000011  I:1 R:0 U:0 W:0 P:1"))


def test_fails() -> None:
    case = FETCH._replace(loader_told=told(Answer.YES, "nx-compat"))

    assert verdict(check, case) == "fail"
    assert lines(check, case) == [10, None]


def test_asks_for_the_loader() -> None:
    assert verdict(check, FETCH) == "unknown"


def test_silent() -> None:
    assert verdict(check, FETCH._replace(loader_told=told(Answer.NO, "nx-compat"))) is None
    read = says("ExceptionData - 0000000000000000  I:0 R:0 U:0 W:0 P:0")
    assert verdict(check, BARE._replace(messages=read)) is None
