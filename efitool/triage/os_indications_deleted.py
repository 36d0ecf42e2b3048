"""What an operating system asks of firmware should be what firmware supports.

EDK II deletes OsIndications at the next boot if it has a bit that OsIndicationsSupported lacks, or
is not 8 bytes, or has other attributes. All requests in it are lost.

Evidence: ``[Bds] Unformalized OsIndications variable exists. Delete it``.

Reference: UEFI 2.10, 8.5.4; edk2-stable202505, MdeModulePkg/Universal/BdsDxe/BdsEntry.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.triage._base import TriageRule
from efitool.triage._said import complaint
from efitool.triage.case import Case

SAID = r"Unformalized OsIndications variable exists"


def check(case: Case) -> Iterator[Judgement]:
    """Look for firmware's words."""
    yield from complaint(case, SAID, "firmware deleted a request of the operating system")


RULE = TriageRule(
    id="os-indications-deleted",
    severity=Severity.WARNING,
    check=check,
    cause="OsIndications was not as OsIndicationsSupported allows",
    advice="set bits of OsIndicationsSupported only, as 8 bytes with attributes 7",
)
