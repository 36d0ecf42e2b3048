"""Tells what /proc/meminfo has left."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog, MemInfo
from efitool.model.triage import Verdict
from efitool.triage.acceptance_on_demand import check
from tests.cases import BARE, LOG, lines, message, verdict

LEFT = MemInfo(90, {"MemTotal": 4000000, "Unaccepted": 790528})
CASE = BARE._replace(meminfo=LEFT, logs=((LOG, GuestLog(meminfo=(LEFT,))),))


def test_tells() -> None:
    assert message(check, CASE, Verdict.INFO) == "772 MiB are accepted when they are first used"
    assert lines(check, CASE) == [90]


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert verdict(check, CASE._replace(meminfo=MemInfo(90, {"Unaccepted": 0}))) is None
    assert verdict(check, CASE._replace(meminfo=MemInfo(90, {"MemTotal": 4000000}))) is None
