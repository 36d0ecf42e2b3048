"""A loader should call ExitBootServices() again when the map has changed.

Firmware for SEV-SNP accepts all memory at the first call, which changes the map, and so answers
EFI_INVALID_PARAMETER. A loader of its own make (a unikernel, an experiment) that gives up then
runs everywhere but there.

Evidence: a call that failed and none after it, in a log in which no kernel starts.

Reference: UEFI 2.10, 7.4.6; unikraft/unikraft, pull request 1105; edk2-stable202302,
OvmfPkg/AmdSevDxe, commit 9d70d8f20d.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._said import said
from efitool.triage.case import Case

CALL = r"(?i)Exit ?Boot ?Services\b"
FAILED = rf"{CALL}.*(?:invalid[ _]parameter|0x80{{14}}2\b)"
ACCEPTS = r"Accepting all memory"


def check(case: Case) -> Iterator[Judgement]:
    """Look for a call that failed, and none after it."""
    if case.release is not None:
        return
    failed, accepts = said(case, FAILED), said(case, ACCEPTS)
    if len(failed) == 1 and said(case, CALL)[-1] == failed[0]:
        told = "the loader gave up after the first call of ExitBootServices()"
        yield Judgement(Verdict.FAIL, told, (*accepts, *failed))
    elif accepts and not failed:
        collect = "the loader's own log: firmware accepted all memory, and no kernel followed"
        yield Judgement(Verdict.UNKNOWN, collect, accepts)


RULE = TriageRule(
    id="loader-does-not-retry",
    severity=Severity.ERROR,
    check=check,
    cause="the map changed in ExitBootServices(), and the loader does not take it again",
    advice="let the loader call GetMemoryMap() and ExitBootServices() once more",
)
