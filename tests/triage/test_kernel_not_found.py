"""Fails on GRUB's words, where no kernel follows."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog, Quote
from efitool.triage.kernel_not_found import check
from tests.cases import BARE, LOG, lines, says, verdict

FILE = "error: file `/missing' not found."
SAID = says(FILE, "error: you need to load the kernel first.")


def test_fails() -> None:
    case = BARE._replace(messages=SAID)

    (judgement,) = check(case)
    assert judgement.message == "GRUB has no kernel to start: file `/missing' not found"
    assert lines(check, case) == [10, 11]


def test_of_a_newer_grub() -> None:
    newer = says("error: fs/fat.c:123:file `/missing' not found.", FILE)

    assert lines(check, BARE._replace(messages=newer)) == [10, 11]


def test_silent() -> None:
    kernel = GuestLog(kernels=(Quote(30, "6.12.1"),))

    assert verdict(check, BARE) is None
    assert verdict(check, BARE._replace(messages=SAID, logs=((LOG, kernel),))) is None
