"""A guest with many processors should not accept page by page.

Where the host backs the guest with pages of 4 KiB, each unit of 2 MiB is accepted in 512 steps, and
all processors wait for one lock of the host while they start: with 248 of them a TDX guest of
32 GiB took ten minutes.

Evidence: the number of processors, and unaccepted memory on TDX. What the host maps is not in the
guest's files: this is a hint, and no finding of its own.

Reference: Dstack-TEE/dstack, issue 1220; edk2-stable202505,
OvmfPkg/Library/PlatformInitLib/IntelTdx.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import origins, runs_on, unaccepted
from efitool.triage.case import Case

MANY = 64


def check(case: Case) -> Iterator[Judgement]:
    """Count the processors, and the units that they have to accept."""
    held = unaccepted(case)
    if not held or not runs_on(case, Platform.TDX) or case.processors is None:
        return
    count = int(case.processors.value)
    if count >= MANY:
        units = held.size >> 21
        told = f"{count} processors share {units} units: {units * 512} steps if pages are small"
        yield Judgement(Verdict.INFO, told, origins(case, case.processors))


RULE = TriageRule(
    id="accept-storm",
    severity=Severity.WARNING,
    check=check,
    cause="each unit may take 512 steps of 4 KiB, which many processors take one after another",
    advice="if it boots for minutes: back the guest with huge pages, or give it fewer processors",
)
