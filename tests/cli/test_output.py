"""Thresholds, reasons and colours that the commands share."""

from __future__ import annotations

import pytest

from efitool.cli._output import FailOn, no_map, progress, reason, tell_unsearched
from efitool.errors import MalformedError
from efitool.model.e820 import E820Map
from efitool.model.findings import Finding, Severity
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import Unread


@pytest.mark.parametrize(
    ("fail_on", "fails"),
    [(FailOn.NOTE, True), (FailOn.WARNING, True), (FailOn.ERROR, False), (FailOn.NEVER, False)],
)
def test_a_warning_fails_from_its_own_severity_down(fail_on: FailOn, fails: bool) -> None:
    assert fail_on.fails((Finding("r", Severity.WARNING, "", "", ""),)) is fails
    assert not fail_on.fails(())


def test_reasons_are_one_line_without_numbers_of_the_system() -> None:
    assert reason(FileNotFoundError(2, "No such file or directory", "x")) == (
        "No such file or directory"
    )
    assert reason(MalformedError("pe", "headers", 0, "bad")) == "pe: headers at 0x0: bad"


def test_progress_passes_everything_on() -> None:
    assert list(progress(iter(range(20)), 20, "counting")) == list(range(20))


def test_what_was_passed_over_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    tell_unsearched("log", GuestLog())
    tell_unsearched("log", GuestLog(unsearched=((0, 1 << 20), (2 << 20, 4 << 20))))

    assert capsys.readouterr().err == (
        "efitool: log: 3 MiB without a sign not searched; --format guest-log searches all\n"
    )


def test_rows_of_which_none_is_legible_are_no_map() -> None:
    rows = E820Map("dmesg-e820", "line 3", (), "user", unread=(Unread(3, "user: ["),))

    assert str(no_map(GuestLog(), "no map found")) == "no map found"
    assert str(no_map(GuestLog(illegible=(rows,)), "no map found")) == (
        "dmesg-e820, line 3: 1 rows, none legible"
    )
