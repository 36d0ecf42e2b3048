"""A guest with unaccepted memory should run where memory can be accepted.

Linux accepts memory on Intel TDX and on AMD SEV-SNP. If it is neither, or does not find out which,
it stops when it first needs such memory: with a panic, or without a word where the stub needs it.

A guest may come up all the same, as long as it does not need that memory, or because a
hypervisor accepts it by other means: that is told, and not held for an error.

Evidence: ``Cannot accept memory: unknown platform``; else type 15 in the map, and what the command
line of QEMU and the kernel's log tell of the platform.

Reference: Linux v6.12, arch/x86/include/asm/unaccepted_memory.h, arch_accept_memory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.ranges import RangeSet
from efitool.model.triage import Judgement, Verdict
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import dropped, handles, origins, unaccepted
from efitool.triage._said import said
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Look for the panic; else hold the platform against the map."""
    if lines := said(case, r"Cannot accept memory: unknown platform"):
        told = "the kernel stops: it has to accept memory and does not know how"
        yield Judgement(Verdict.FAIL, told, lines)
        return
    if handles(case) is not Answer.YES or not _outstanding(case):
        return
    if case.platform is None:
        collect = "the command line of QEMU, or the kernel's log from its first line on"
        yield Judgement(Verdict.UNKNOWN, collect, origins(case))
        return
    platform, origin = case.platform
    if platform is Platform.NONE and case.meminfo and not case.lost:
        told = (
            "memory is unaccepted without TDX or SEV-SNP: the guest is up, and stops when it first"
            " needs that memory, unless something else accepts it"
        )
        yield Judgement(Verdict.INFO, told, (origin, *origins(case)))
    elif platform is Platform.NONE:
        told = "memory is unaccepted, and neither TDX nor SEV-SNP is there to accept it"
        yield Judgement(Verdict.FAIL, told, (origin, *origins(case)))
    else:
        yield Judgement(Verdict.PASS, f"the guest runs on {platform}", (origin,))


def _outstanding(case: Case) -> bool:
    """Whether the kernel may come to need memory that is still unaccepted."""
    if case.meminfo and case.meminfo.kib.get("Unaccepted") == 0:
        return False
    return bool(unaccepted(case) - (dropped(case) or RangeSet()))


RULE = TriageRule(
    id="accept-on-unknown-platform",
    severity=Severity.ERROR,
    check=check,
    cause="firmware left memory unaccepted for a kernel that is on neither TDX nor SEV-SNP",
    advice="start the guest as a confidential one, or with firmware that reports no such memory",
)
