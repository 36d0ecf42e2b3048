"""A kernel that can accept memory should get to do so.

The stub made its unaccepted table, so there was unaccepted memory; the map that the kernel was left
with has none. Firmware accepted everything at ExitBootServices(), because nobody called its
protocol or because it has none. Nothing is lost but time.

Evidence: ``Unaccepted=`` among the configuration tables, and ``Unaccepted: 0 kB``.

Reference: edk2-stable202302, OvmfPkg/AmdSevDxe, commit 9d70d8f20d; Linux v6.12,
drivers/firmware/efi/libstub/unaccepted_memory.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Origin, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import origins, unaccepted
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Look for a table that has nothing to say."""
    if case.map is None or unaccepted(case) or case.map.unread:
        return
    listed = [t for t in case.tables if "Unaccepted" in dict(t.addresses)]
    left = case.meminfo.kib.get("Unaccepted") if case.meminfo else None
    empty = left == 0 or (case.table is not None and not case.table.marked)
    if listed and empty:
        where = tuple(
            Origin(path, line=t.line, text=f"Unaccepted={dict(t.addresses)['Unaccepted']:#x}")
            for path, log in case.logs
            for t in log.tables
            if t == listed[-1]
        )
        told = "firmware accepted all memory at ExitBootServices(), before the kernel could"
        yield Judgement(Verdict.INFO, told, (*where, *origins(case)))


RULE = TriageRule(
    id="accepted-at-exit",
    severity=Severity.NOTE,
    check=check,
    cause="the kernel did not, or could not, tell firmware to leave the memory alone",
    advice="use firmware with the acceptance protocol, and a kernel whose stub calls it",
)
