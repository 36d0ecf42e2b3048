"""Programs should not read what no map describes.

On SEV-SNP, memory that is in no map was never validated: reading it is #VC with exit code 0x404,
and a bus error for a program. Tools that look for SMBIOS or ACPI tables below 1 MiB do so.

Evidence: 0x404 in the log of a kernel that runs, on SEV-SNP.

Reference: AMDESE/AMDSEV, issue 255; Linux v6.12, arch/x86/coco/sev/core.c, vc_handle_exitcode().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import runs_on
from efitool.triage._said import said
from efitool.triage.case import Case

LEGACY = range(0xA0000, 0x100000, 0x1000)
"""Where tables were searched for before there was EFI."""


def check(case: Case) -> Iterator[Judgement]:
    """Look for 0x404 under a kernel that runs."""
    lines = said(case, r"exit.?code:? 0x404\b|#VC\b.*0x404\b")
    if not lines or case.release is None or runs_on(case, Platform.TDX):
        return
    told = "something read memory that was never validated"
    if case.map is not None:
        described = [d.range for d in case.map.descriptors]
        bare = [a for a in LEGACY if not any(r.start <= a < r.end for r in described)]
        told += f"; firmware's map leaves out {len(bare) * 4} KiB below 1 MiB" if bare else ""
    yield Judgement(Verdict.FAIL, told, lines)


RULE = TriageRule(
    id="legacy-range-unvalidated",
    severity=Severity.WARNING,
    check=check,
    cause="a program reads a range that no map describes, and nobody validated",
    advice="let it read tables from /sys/firmware; boot with iomem=strict to find who reads",
)
