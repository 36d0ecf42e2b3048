"""Firmware for SEV-SNP should map what it validates.

EDK II made no page tables for addresses above 512 GiB before it validated them, and large guests
crashed in firmware.

Evidence: the memory of the guest and the firmware's version.

Reference: edk2-stable202308, commit c1dd400a13, OvmfPkg/Library/BaseMemEncryptSevLib.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import GIB, by_firmware, memory, runs_on
from efitool.triage._versions import FirmwareFix
from efitool.triage.case import Case

FIX = FirmwareFix("c1dd400a13", "firmware maps no more than 512 GiB", 202302, 202308)


def check(case: Case) -> Iterator[Judgement]:
    """Look at the size of an SEV-SNP guest."""
    if runs_on(case, Platform.SEV_SNP) and memory(case) > 512 * GIB:
        yield from by_firmware(case, FIX)


RULE = TriageRule(
    id="snp-above-512-gib",
    severity=Severity.ERROR,
    check=check,
    cause="firmware has no page tables for memory above 512 GiB when it validates it",
    advice="update the firmware to edk2-stable202308, or give the guest less memory",
)
