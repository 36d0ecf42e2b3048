"""The kernel should have room for the map that firmware returns last.

The stub takes spare descriptors along, for the map may grow between two calls: 8 of them, or 32
since commit ec4696925da6. On large machines 8 are not enough, and the second call of
ExitBootServices() never comes about.

Evidence: ``Exit boot services failed.`` of the stub, and the kernel's version.

Reference: Linux v6.14, commit ec4696925da6, drivers/firmware/efi/libstub/efistub.h,
EFI_MMAP_NR_SLACK_SLOTS; NVIDIA/NV-Kernels, issue 68.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import text
from efitool.triage._said import said
from efitool.triage._versions import KernelFix, kernel_has
from efitool.triage.case import Case

FIX = KernelFix(
    commit="ec4696925da6",
    what="8 spare descriptors are too few",
    since=(4, 6),
    mainline=(6, 14),
    stable={(6, 12): 25, (6, 6): 88, (6, 1): None},
)


def check(case: Case) -> Iterator[Judgement]:
    """Look for the stub's last words, and whether its kernel has the fix."""
    lines = said(case, r"ERROR: Exit boot services failed")
    if not lines:
        return
    match kernel_has(text(case.release), FIX):
        case Answer.NO:
            told = f"the kernel could not leave boot services: {FIX.what}"
        case Answer.YES:
            told = "the kernel could not leave boot services, for all its spare descriptors"
        case Answer.UNKNOWN:
            told = f"the kernel could not leave boot services; it may lack {FIX.commit}"
    yield Judgement(Verdict.FAIL, told, lines)


RULE = TriageRule(
    id="exit-slack-exhausted",
    severity=Severity.ERROR,
    check=check,
    cause="firmware's memory map grew by more descriptors than the stub keeps room for",
    advice="boot Linux 6.14 or newer, or a stable kernel with commit ec4696925da6",
)
