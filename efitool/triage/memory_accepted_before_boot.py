"""A large confidential guest should not accept all of its memory before it is of use.

Accepting takes from 1 to 4 seconds a GiB with one processor, more on a busy host: 64 GiB took more
than 90 seconds before the first line of the console, and less than 15 if left to the kernel. The
hypervisor has to provide all of it at once.

Evidence: a map of a confidential guest with nothing unaccepted in it; ``accept_memory=eager``.

Reference: kata-containers/kata-containers, issue 13535; asterinas/asterinas, issue 1691; Linux
v6.12, Documentation/admin-guide/kernel-parameters.txt, accept_memory.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import GIB, memory, origins, runs_on, text, unaccepted
from efitool.triage.case import Case

LARGE = 16 * GIB


def check(case: Case) -> Iterator[Judgement]:
    """Look for unaccepted memory in the map of a large confidential guest."""
    if not runs_on(case, Platform.TDX, Platform.SEV_SNP) or memory(case) < LARGE:
        return
    gib = memory(case) >> 30
    if case.map is None:
        yield Judgement(Verdict.UNKNOWN, "firmware's map: the kernel's log with efi=debug")
    elif not unaccepted(case):
        told = f"all {gib} GiB were accepted before the kernel got its map"
        yield Judgement(Verdict.FAIL, told, origins(case, case.firmware))
    elif "accept_memory=eager" in (text(case.command_line) or "").split():
        told = f"the kernel accepts {unaccepted(case).size >> 30} GiB at its start: it is told to"
        yield Judgement(Verdict.FAIL, told, origins(case, case.command_line))
    else:
        yield Judgement(Verdict.PASS, "memory is left to be accepted on demand", origins(case))


RULE = TriageRule(
    id="memory-accepted-before-boot",
    severity=Severity.WARNING,
    check=check,
    cause="firmware, or the kernel by its parameter, accepts everything at the start",
    advice="use firmware that leaves memory unaccepted and a kernel that handles it, without"
    " accept_memory=eager",
)
