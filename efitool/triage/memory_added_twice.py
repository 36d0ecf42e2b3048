"""Unaccepted memory should be firmware's or ACPI's, not both's.

Where an ACPI object (PNP0C80) describes memory that firmware's map has as unaccepted, a kernel that
drops the one adds the other as if it had been plugged in: nobody accepted it, and the first access
ends the guest.

Evidence: ranges of memory devices in DSDT and SSDT; ``System RAM`` of /proc/iomem over memory that
is unaccepted in the map and not usable in the e820 table.

Reference: ACPI 6.5, 9.11; Linux v6.12, drivers/acpi/acpi_memhotplug.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.ranges import PhysRange, RangeSet
from efitool.model.triage import Judgement, Origin, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import acpi, dropped, origins, unaccepted
from efitool.triage.case import Case

SYSTEM_RAM = "System RAM"


def check(case: Case) -> Iterator[Judgement]:
    """Hold the ranges of ACPI and of /proc/iomem against the map."""
    held = unaccepted(case)
    if not held:
        return
    tables = tuple(acpi(case))
    claims = [
        (RangeSet(device.ranges or ()) & held, Origin(path, text=f"memory device {device.name}"))
        for path, table in tables
        for device in table.devices
    ]
    added = dropped(case)
    resources = list(_system_ram(case))
    if added:
        claims += [(RangeSet.of(range) & added, origin) for range, origin in resources]
    if twice := [(both, origin) for both, origin in claims if both]:
        size = RangeSet(r for both, _ in twice for r in both).size >> 20
        told = f"{size} MiB that firmware calls unaccepted were added through ACPI as well"
        evidence = (*dict.fromkeys(origin for _, origin in twice), *origins(case))
        yield Judgement(Verdict.FAIL, told, evidence)
    elif resources or any(d.ranges is not None for _, t in tables for d in t.devices):
        yield Judgement(Verdict.PASS, "no ACPI object has what firmware calls unaccepted")
    elif any(table.hot_pluggable & held for _, table in tables):
        collect = "/proc/iomem, read by root; ACPI says that memory may be added there"
        yield Judgement(Verdict.UNKNOWN, collect, origins(case))


def _system_ram(case: Case) -> Iterator[tuple[PhysRange, Origin]]:
    for path, log in case.logs:
        for listed in log.ranges:
            for n, named in enumerate(listed.ranges):
                if named.name.startswith(SYSTEM_RAM):
                    line = listed.lines[n] if n < len(listed.lines) else None
                    yield named.range, Origin(path, line=line, text=f"{named.range} : {named.name}")


RULE = TriageRule(
    id="memory-added-twice",
    severity=Severity.ERROR,
    check=check,
    cause="an ACPI memory device describes what firmware's map has as unaccepted",
    advice="plug no memory in where firmware reports unaccepted memory, or boot a kernel that"
    " handles it; of both descriptions firmware should keep one",
)
