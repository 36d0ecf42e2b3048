"""A large SEV-SNP guest should get through its start.

Guests with 128 GiB or more hung, or ended with a #VC that nobody handles, under the first patches
for lazy acceptance and on hosts of that time.

Evidence: the memory of the guest and #VC in its log; kernels before 6.6.

Reference: AMDESE/AMDSEV, issue 116; Linux v6.6, drivers/firmware/efi/libstub/x86-stub.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import GIB, memory, origins, runs_on, text
from efitool.triage._said import said
from efitool.triage._versions import release
from efitool.triage.case import Case

LARGE = 128 * GIB
GOOD = (6, 6)


def check(case: Case) -> Iterator[Judgement]:
    """Look for #VC under an early kernel."""
    lines = said(case, r"#VC\b")
    kernel = release(text(case.release) or "")
    if not lines or not runs_on(case, Platform.SEV_SNP) or memory(case) < LARGE:
        return
    if kernel is None:
        yield Judgement(Verdict.UNKNOWN, "the kernel's version or its image", lines)
    elif kernel.series < GOOD:
        told = f"a guest with {memory(case) >> 30} GiB ends with #VC under an early kernel"
        yield Judgement(Verdict.FAIL, told, (*lines, *origins(case, case.release)))


RULE = TriageRule(
    id="large-snp-guest",
    severity=Severity.ERROR,
    check=check,
    cause="early kernels and hosts do not get large SEV-SNP guests accepted",
    advice="boot Linux 6.6 or newer on an up-to-date host, or give the guest less memory",
)
