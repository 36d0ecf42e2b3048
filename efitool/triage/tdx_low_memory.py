"""Firmware for TDX should find all memory below 4 GiB.

One release took the first range of the hand-off block, 8 MiB, for all of it. The memory of the PEI
phase is then placed below zero, and the guest ends when its stack is moved there.

Evidence: the firmware's version, in a case in which no kernel starts.

Reference: EDK II, commits 0a0919607c (edk2-stable202605) and c0c8ca0ea0 (edk2-stable202608).
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import by_firmware, runs_on, text
from efitool.triage._versions import FirmwareFix, firmware_has
from efitool.triage.case import Case

FIX = FirmwareFix("c0c8ca0ea0", "firmware finds 8 MiB of low memory", 202605, 202608)


def check(case: Case) -> Iterator[Judgement]:
    """Look at the firmware of a TDX guest in which nothing starts."""
    starts = case.release is not None or case.map is not None
    if starts or not runs_on(case, Platform.TDX):
        return
    if firmware_has(text(case.firmware), FIX) is not Answer.UNKNOWN:
        yield from by_firmware(case, FIX)


RULE = TriageRule(
    id="tdx-low-memory",
    severity=Severity.ERROR,
    check=check,
    cause="firmware takes the first range of its hand-off block for all memory below 4 GiB",
    advice="update the firmware to edk2-stable202608, or go back to edk2-stable202602",
)
