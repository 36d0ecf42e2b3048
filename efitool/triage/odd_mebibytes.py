"""A TDX guest should get all of its last mebibyte accepted.

Firmware for TDX accepted in units of 2 MiB below 4 GiB: of a guest with an odd number of mebibytes
that all lie there, the last is left over, and firmware dies early.

Evidence: the memory of the guest, less than 2816 MiB and odd; the firmware's version.

Reference: edk2-stable202511, commit b15f98e68f, OvmfPkg/Library/PlatformInitLib/IntelTdx.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import by_firmware, runs_on
from efitool.triage._versions import FirmwareFix
from efitool.triage.case import Case

LOW = 2816 << 20
"""A q35 machine with less has all of its memory below 4 GiB."""

FIX = FirmwareFix("b15f98e68f", "firmware does not accept the last mebibyte", 202211, 202511)


def check(case: Case) -> Iterator[Judgement]:
    """Look at the size of a small TDX guest."""
    given = case.given
    if given is not None and runs_on(case, Platform.TDX) and given < LOW and given >> 20 & 1:
        fix = FIX._replace(what=f"of {given >> 20} MiB {FIX.what}")
        yield from by_firmware(case, fix)


RULE = TriageRule(
    id="odd-mebibytes",
    severity=Severity.ERROR,
    check=check,
    cause="firmware accepts whole units of 2 MiB only, and the guest's memory is no multiple",
    advice="give the guest an even number of mebibytes, or update to edk2-stable202511",
)
