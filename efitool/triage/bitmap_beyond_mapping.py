"""The kernel should reserve and map the whole of its unaccepted table.

Linux reserves the pages of its table from where it begins, which is not the start of a page: the
last page may be neither reserved nor mapped. Guests whose table just crosses a page die early, in
``_find_next_bit``: seen with more than 64 GiB that are no multiple of 1 GiB.

Evidence: the function's name in a trace; else the span of unaccepted memory, and the kernel's
version.

Reference: Linux v7.0, commit 0862438c9048, drivers/firmware/efi/efi.c, reserve_unaccepted();
canonical/tdx, issue 421.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import GIB, handles, memory, origins, text, unaccepted
from efitool.triage._said import said
from efitool.triage._versions import KernelFix, kernel_has
from efitool.triage.case import Case

FIX = KernelFix(
    commit="0862438c9048",
    what="the last page of the unaccepted table may be unmapped",
    since=(6, 6),
    mainline=(7, 0),
    stable={(6, 18): 14, (6, 12): 75},
)
LARGE = 64 * GIB


def check(case: Case) -> Iterator[Judgement]:
    """Look for the trace; else for a guest of that size, and a kernel without the fix."""
    has = kernel_has(text(case.release), FIX)
    if lines := said(case, r"\b_find_next_bit\b"):
        if has is not Answer.YES:
            told = "the kernel faults in its unaccepted table, whose last page is unmapped"
            yield Judgement(Verdict.FAIL, told, (*lines, *origins(case, case.release)))
        return
    given = memory(case)
    if given <= LARGE or given % GIB == 0 or not unaccepted(case) or handles(case) is Answer.NO:
        return
    if has is Answer.YES:
        yield Judgement(Verdict.PASS, f"the kernel has {FIX.commit}")
    elif has is Answer.NO:
        told = f"{FIX.what} with {given >> 20} MiB: the kernel lacks {FIX.commit}"
        yield Judgement(Verdict.INFO, told, origins(case, case.release))
    else:
        collect = f"the changelog of the kernel's package: whether it has {FIX.commit}"
        yield Judgement(Verdict.UNKNOWN, collect, origins(case, case.release))


RULE = TriageRule(
    id="bitmap-beyond-mapping",
    severity=Severity.ERROR,
    check=check,
    cause="the kernel maps its unaccepted table by its length alone, not from page to page",
    advice="boot Linux 7.0, 6.18.14, 6.12.75 or newer, or give the guest whole multiples of 1 GiB",
)
