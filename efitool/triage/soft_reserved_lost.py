"""Memory that is set apart should stay so when it is accepted.

Firmware for SEV-SNP made memory for a special purpose (CXL, soft reserved) unaccepted like all
above 4 GiB, and plain memory when it accepted it: EFI_MEMORY_SP is lost, and the kernel uses it as
its own.

Evidence: a window of CXL in CEDT over conventional or unaccepted memory without EFI_MEMORY_SP, or
``SoftReserved`` in firmware's log, and the firmware's version.

Reference: edk2-stable202608, commit 6c6d0a72c2; tianocore/edk2, pull request 12774.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryType
from efitool.model.ranges import RangeSet
from efitool.model.triage import Judgement
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import acpi, by_firmware, runs_on
from efitool.triage._said import said
from efitool.triage._versions import FirmwareFix
from efitool.triage.case import Case

FIX = FirmwareFix("6c6d0a72c2", "memory for a special purpose becomes plain", 202302, 202608)
PLAIN = (MemoryType.CONVENTIONAL, MemoryType.UNACCEPTED)


def check(case: Case) -> Iterator[Judgement]:
    """Hold what is set apart against the map."""
    if case.map is None or not runs_on(case, Platform.SEV_SNP):
        return
    special = MemoryAttribute.SP
    rows = [d for d in case.map.descriptors if d.type in PLAIN]
    plain = RangeSet(d.range for d in rows if not (d.attributes or 0) & special)
    windows = RangeSet(w.range for _, table in acpi(case) for w in table.windows)
    lines = said(case, r"\bSoftReserved \[")
    set_apart = any((d.attributes or 0) & special for d in rows)
    if windows & plain or (lines and not set_apart):
        yield from by_firmware(case, FIX, lines)


RULE = TriageRule(
    id="soft-reserved-lost",
    severity=Severity.WARNING,
    check=check,
    cause="firmware accepts memory for a special purpose as if it were any other",
    advice="update the firmware to edk2-stable202608, or keep such memory from the guest",
)
