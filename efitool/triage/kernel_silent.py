"""A kernel should say something once its EFI stub has left boot services.

A console that ends with words of the EFI stub shows a kernel that stopped before its first line,
or that speaks elsewhere. Linux stops in silence where its stub has to accept memory and does not
know the platform: units of 2 MiB that are unaccepted only in part have to be accepted at once.

Where a replay of the map shows why, `accept-on-unknown-platform` says so. A stub that tells of an
error and ends was not silent.

Evidence: the last line of the stub, and no ``Linux version`` behind it.

Reference: Linux v6.12, drivers/firmware/efi/libstub/unaccepted_memory.c,
process_unaccepted_memory(); arch/x86/boot/compressed/mem.c, arch_accept_memory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Judge a console on which no kernel spoke."""
    stops = case.predicted is not None and case.predicted.result.stop is not None
    if case.silent is None or (stops and case.platform is not None):
        return
    if "ERROR" in case.silent.text:
        return
    told = "the console ends with words of the EFI stub: the kernel never says a word"
    yield Judgement(Verdict.FAIL, told, (case.silent,))


RULE = TriageRule(
    id="kernel-silent",
    severity=Severity.ERROR,
    check=check,
    cause="the kernel stops before its console works, or its console is another",
    advice="boot once with earlyprintk=serial and console=ttyS0; give triage the memory map too,"
    " and say how the guest was started",
)
