"""Firmware for SEV-SNP should not touch its variables before they are validated.

A build with Secure Boot read the variable store too early: the page is not validated, the guest
gets #VC with exit code 0x404, and ends in firmware.

Evidence: 0x404 in a log in which no kernel starts, and the firmware's version.

Reference: edk2-stable202502, commit 52fa7e78d2; AMD64 Architecture Programmer's Manual, volume 2,
15.36.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import by_firmware, runs_on
from efitool.triage._said import said
from efitool.triage._versions import FirmwareFix
from efitool.triage.case import Case

FIX = FirmwareFix("52fa7e78d2", "firmware reads its variables unvalidated", 202211, 202502)
UNVALIDATED = r"#VC\b|\b0x404\b"


def check(case: Case) -> Iterator[Judgement]:
    """Look for 0x404 before any kernel."""
    lines = said(case, UNVALIDATED)
    if lines and case.release is None and not runs_on(case, Platform.TDX):
        yield from by_firmware(case, FIX, lines)


RULE = TriageRule(
    id="variable-store-unvalidated",
    severity=Severity.ERROR,
    check=check,
    cause="the variable store is read before its pages are validated",
    advice="update the firmware to edk2-stable202502, or use a build without Secure Boot",
)
