"""SRAT should give all memory to a node.

Memory that firmware accepted late, or reports as unaccepted, may be missing there. Xen says so for
each range; Linux does without all of SRAT if it leaves out more than 1 MiB, and has one node.

Evidence: ``SRAT: No PXM for e820 range``; else the table and the map.

Reference: ACPI 6.5, 5.2.16.2; Xen 4.17, xen/arch/x86/srat.c, nodes_cover_memory(); Linux v6.12,
mm/memblock.c, memblock_validate_numa_coverage().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.ranges import RangeSet
from efitool.model.triage import Judgement, Origin, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import RAM, acpi, origins
from efitool.triage._said import said
from efitool.triage.case import Case

SLACK = 1 << 20


def check(case: Case) -> Iterator[Judgement]:
    """Look for Xen's words; else take what SRAT gives away from the map."""
    if lines := said(case, r"SRAT: No PXM for e820 range"):
        yield Judgement(Verdict.FAIL, "SRAT leaves memory out", lines)
        return
    tables = [(path, table) for path, table in acpi(case) if table.affinities]
    if case.map is None or not tables:
        return
    path, table = tables[-1]
    ram = RangeSet(d.range for d in case.map.descriptors if d.type in RAM)
    left = ram - table.belonging
    evidence = (Origin(path, text=table.label), *origins(case))
    if left.size > SLACK:
        told = f"SRAT leaves out {left.size >> 20} MiB, from {next(iter(left)).start:#x} on"
        yield Judgement(Verdict.FAIL, told, evidence)
    else:
        yield Judgement(Verdict.PASS, "SRAT gives all memory to a node", evidence)


RULE = TriageRule(
    id="srat-uncovered",
    severity=Severity.WARNING,
    check=check,
    cause="SRAT has no entry for memory that is in firmware's map",
    advice="correct SRAT in the firmware or hypervisor; until then there is one node",
)
