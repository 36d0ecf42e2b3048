"""What is not accepted yet should be known to be so.

A guest that accepts on demand boots at once, and pays when it first uses memory: it looks free, and
the first use of each unit takes longer. That is as it should be.

Evidence: ``Unaccepted:`` of /proc/meminfo. It counts whole blocks: up to 4 MiB more for each range
than are truly unaccepted.

Reference: Linux v6.12, fs/proc/meminfo.c and mm/page_alloc.c, cond_accept_memory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Origin, Verdict
from efitool.triage._base import TriageRule
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Read what /proc/meminfo has left."""
    left = case.meminfo.kib.get("Unaccepted", 0) if case.meminfo else 0
    if case.meminfo and left:
        where = [
            Origin(path, line=found.line, text=f"Unaccepted: {left} kB")
            for path, log in case.logs
            for found in log.meminfo
            if found == case.meminfo
        ]
        told = f"{left >> 10} MiB are accepted when they are first used"
        yield Judgement(Verdict.INFO, told, tuple(where[:1]))


RULE = TriageRule(
    id="acceptance-on-demand",
    severity=Severity.NOTE,
    check=check,
    cause="the kernel accepts memory when it is first needed",
    advice="nothing; where first use must not be slow, boot with accept_memory=eager",
)
