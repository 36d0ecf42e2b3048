"""Tells what a kernel lacks, and asks where a distribution hides it."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.model.triage import Verdict
from efitool.triage.kernel_acceptance_bugs import check
from tests.cases import BARE, HANDLES, SNP, TDX, fact, lines, message, told, verdict


def test_tells() -> None:
    case = HANDLES._replace(release=fact("6.12.28+deb13-amd64", 4))

    assert message(check, case, Verdict.INFO) == (
        "6.12.28+deb13-amd64 lacks fixes: a large memory map is copied unaccepted without "
        "da8bf5daa5e5; processors accept in a race without fefc07518227; "
        "a part of a page is not accepted without 948a013a54c4"
    )
    assert lines(check, case) == [4, 20]


def test_tells_of_sev_snp_alone() -> None:
    case = HANDLES._replace(release=fact("6.12.24"))

    assert "d54d610243a4" not in message(check, case._replace(platform=TDX), Verdict.INFO)
    assert "d54d610243a4" in message(check, case._replace(platform=SNP), Verdict.INFO)


def test_asks() -> None:
    assert verdict(check, HANDLES) == "unknown"
    case = HANDLES._replace(release=fact("6.14.0-37-generic"))
    assert message(check, case, Verdict.UNKNOWN) == (
        "the changelog of 6.14.0-37-generic: whether it has "
        "da8bf5daa5e5, fefc07518227, 948a013a54c4"
    )


def test_passes() -> None:
    assert verdict(check, HANDLES._replace(release=fact("7.2.13"))) == "pass"


def test_silent() -> None:
    assert verdict(check, BARE._replace(release=fact("6.12.28"))) is None
    old = HANDLES._replace(release=fact("6.1.1"), kernel_told=told(Answer.NO))
    assert verdict(check, old) is None
    assert verdict(check, HANDLES._replace(kernel_told={})) is None
