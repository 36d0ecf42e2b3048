"""A kernel with unaccepted memory should tell those who dump it which pages that is.

A dumper that does not know reads pages that nobody accepted, which ends the guest, or writes them
as zeros: a dump grew to 170 times its size. The kernel tells it by a line of VMCOREINFO.

Evidence: VMCOREINFO of a dump, and the unaccepted table in it.

Reference: Linux v6.17, kernel/vmcore_info.c, PAGE_UNACCEPTED_MAPCOUNT_VALUE; makedumpfile, patch
of June 2025; Linux v6.7, drivers/firmware/efi/unaccepted_memory.c, unaccepted_memory_init_kdump().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import origins
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Look for the line in VMCOREINFO, where anything is unaccepted."""
    if case.dump is None or case.table is None or not case.table.marked:
        return
    size = case.table.marked.size >> 20
    if not case.dump.vmcoreinfo:
        yield Judgement(Verdict.UNKNOWN, "a dump with VMCOREINFO")
    elif any("PAGE_UNACCEPTED_MAPCOUNT_VALUE" in key for key in case.dump.vmcoreinfo):
        yield Judgement(Verdict.PASS, f"VMCOREINFO tells which {size} MiB are unaccepted")
    else:
        told = f"{size} MiB are unaccepted, and VMCOREINFO does not tell dumpers which"
        yield Judgement(Verdict.FAIL, told, origins(case, case.release))


RULE = TriageRule(
    id="dump-reads-unaccepted",
    severity=Severity.WARNING,
    check=check,
    cause="the kernel does not export how an unaccepted page is marked",
    advice="boot Linux 6.17 or newer and use a makedumpfile of 2025 or newer",
)
