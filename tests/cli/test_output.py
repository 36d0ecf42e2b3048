"""Thresholds, reasons and colours that the commands share."""

from __future__ import annotations

import pytest

from efitool.cli._output import FailOn, progress, reason
from efitool.errors import MalformedError
from efitool.model.findings import Finding, Severity


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
