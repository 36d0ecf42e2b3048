"""Fails on the panic, and where nobody can accept; asks where the platform is not told."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.model.guest_log import MemInfo
from efitool.model.triage import Verdict
from efitool.triage.accept_on_unknown_platform import check
from tests.cases import (
    BARE,
    GIB,
    HANDLES,
    NOBODY,
    SNP,
    TDX,
    e820,
    lines,
    message,
    says,
    told,
    verdict,
)


def test_fails_on_the_panic() -> None:
    panic = "Kernel panic - not syncing: Cannot accept memory: unknown platform"
    case = BARE._replace(messages=says(panic))

    assert verdict(check, case) == "fail"
    assert lines(check, case) == [10]
    assert lines(check, HANDLES._replace(messages=case.messages, platform=NOBODY)) == [10]


def test_fails_where_nobody_can_accept() -> None:
    assert verdict(check, HANDLES._replace(platform=NOBODY)) == "fail"


def test_silent_where_nothing_is_left_to_accept() -> None:
    plain = HANDLES._replace(platform=NOBODY)

    assert verdict(check, plain._replace(meminfo=MemInfo(9, {"Unaccepted": 4}))) == "info"
    assert verdict(check, plain) == "fail"
    assert verdict(check, plain._replace(meminfo=MemInfo(9, {}), lost=GIB)) == "fail"
    assert verdict(check, plain._replace(meminfo=MemInfo(9, {"Unaccepted": 0}))) is None


def test_silent_where_the_kernel_reserves_it() -> None:
    assert verdict(check, HANDLES._replace(platform=NOBODY, e820=e820((0, 2 * GIB)))) is None


def test_asks_for_the_platform() -> None:
    assert message(check, HANDLES, Verdict.UNKNOWN).startswith("the command line of QEMU")


def test_passes() -> None:
    assert message(check, HANDLES._replace(platform=TDX), Verdict.PASS) == "the guest runs on tdx"
    assert verdict(check, HANDLES._replace(platform=SNP)) == "pass"


def test_silent() -> None:
    assert verdict(check, BARE._replace(platform=NOBODY)) is None
    old = HANDLES._replace(platform=NOBODY, kernel_told=told(Answer.NO))
    assert verdict(check, old) is None
