"""What a loader that claims NX compatibility starts should be executable.

A stub or loader with NX_COMPAT unpacks another image into memory by itself. On firmware that
enforces non-executable memory it must ask for the right to run it, by the memory attribute
protocol, or the first instruction faults.

Evidence: a page fault of an instruction fetch in firmware, and the loader's answer to nx-compat.

Reference: systemd/systemd, issues 38545 and 38550; UEFI 2.10, 37.7,
EFI_MEMORY_ATTRIBUTE_PROTOCOL.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._said import said
from efitool.triage.case import Case

FETCH = r"ExceptionData - [0-9A-F]+\s+I:1"


def check(case: Case) -> Iterator[Judgement]:
    """Look for the fetch that faulted, and ask the loader."""
    lines = said(case, FETCH)
    if not lines:
        return
    told = case.loader_told.get("nx-compat")
    if told is None or told.answer is Answer.UNKNOWN:
        yield Judgement(Verdict.UNKNOWN, "the loader's image: whether it is NX compatible", lines)
    elif told.answer is Answer.YES:
        message = "a loader that claims NX compatibility ran into memory that is not executable"
        yield Judgement(Verdict.FAIL, message, (*lines, told.origin))


RULE = TriageRule(
    id="nx-inner-kernel",
    severity=Severity.ERROR,
    check=check,
    cause="the loader has NX_COMPAT and does not make what it unpacks executable",
    advice="update the loader or stub; until then turn the NX policy of firmware off",
)
