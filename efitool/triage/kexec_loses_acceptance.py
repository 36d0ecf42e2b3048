"""What kexec copies a kernel to should be accepted.

kexec and kdump place the next kernel by the table of memory, which does not tell what is accepted:
the copy is the first access, and ends the guest. Linux accepts it since 6.15.

Evidence: ``crashkernel=`` on the command line, unaccepted memory, and the kernel's version. A
reserved crash kernel lies mostly in memory that was accepted when it was reserved: a hint.

Reference: Linux v6.15, kernel/kexec_core.c, "accept unaccepted kexec segments' destination
addresses".
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import handles, origins, text, unaccepted
from efitool.triage._versions import KernelFix, kernel_has
from efitool.triage.case import Case

FIX = KernelFix(
    "v6.15", "kexec copies to memory that nobody accepted", (6, 5), (6, 15), {(6, 12): None}
)


def check(case: Case) -> Iterator[Judgement]:
    """Look for a crash kernel, and whether its kernel has the fix."""
    asked = "crashkernel=" in (text(case.command_line) or "")
    if not asked or not unaccepted(case) or handles(case) is not Answer.YES:
        return
    evidence = origins(case, case.command_line, case.release)
    match kernel_has(text(case.release), FIX):
        case Answer.NO:
            yield Judgement(Verdict.INFO, f"{FIX.what}, with this kernel", evidence)
        case Answer.YES:
            yield Judgement(Verdict.PASS, "kexec accepts what it copies to", evidence)
        case Answer.UNKNOWN:
            collect = "the changelog of the kernel: whether kexec accepts unaccepted segments"
            yield Judgement(Verdict.UNKNOWN, collect, evidence)


RULE = TriageRule(
    id="kexec-loses-acceptance",
    severity=Severity.WARNING,
    check=check,
    cause="kexec does not accept the memory that it will copy the next kernel to",
    advice="boot Linux 6.15 or newer, or with accept_memory=eager where kexec is needed",
)
