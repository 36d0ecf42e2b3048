"""Fails on the words of stub, kernel and firmware, and on no others."""

from __future__ import annotations

import pytest

from efitool.triage.acceptance_failed import check
from tests.cases import BARE, says, verdict


@pytest.mark.parametrize(
    "line",
    [
        "EFI stub: ERROR: Memory acceptance protocol failed",
        "TDX: Failed to accept memory",
        "EFI stub: ERROR: Failed to allocate unaccepted memory config table",
        "EFI stub: ERROR: Failed to install unaccepted memory config table",
        "EFI stub: ERROR: Unknown version of unaccepted memory table",
        "Address 80000000 (0) failed to be accepted. Error = 0xC000000000000000",
        "Failed to Validate address 0x100000000 Error code 6",
    ],
)
def test_fails(line: str) -> None:
    assert verdict(check, BARE._replace(messages=says(line))) == "fail"


def test_silent() -> None:
    benign = "Page at Address (0x80000000) has already been accepted. - 1"
    assert verdict(check, BARE._replace(messages=says(benign))) is None
    assert verdict(check, BARE) is None
