"""A loader should give GetMemoryMap() as much room as it asks for.

EDK II asks for more than it returns: two descriptors for each type that it keeps bins of. A loader
that makes its next buffer as large as the last map was never has enough, and tries for ever.

Evidence: GetMemoryMap() with EFI_BUFFER_TOO_SMALL three times or more, and no kernel.

Reference: UEFI 2.10, 7.2.3; edk2-stable202505, MdeModulePkg/Core/Dxe/Mem/Page.c,
CoreGetMemoryMap(); vmware/esx-boot, issue 11.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._said import said, times
from efitool.triage.case import Case

SHORT = r"(?i)Get ?Memory ?Map\b(?! in=0x0\b).*(?:buffer[ _]too[ _]small|0x80{14}5\b)"
"""A call that is said to have no buffer at all asks for the size."""

MANY = 3
"""One such answer is how the size is asked for; a second one may come of a map that grew."""


def check(case: Case) -> Iterator[Judgement]:
    """Count the answers."""
    answers = times(case, SHORT)
    if case.release is None and answers >= MANY:
        told = f"the loader's buffer for the memory map is too small, {answers} times"
        yield Judgement(Verdict.FAIL, told, said(case, SHORT))


RULE = TriageRule(
    id="map-buffer-too-small",
    severity=Severity.ERROR,
    check=check,
    cause="the loader makes its buffer as large as the last map, not as large as it is told to",
    advice="take the size that GetMemoryMap() asks for, and a few descriptors more",
)
