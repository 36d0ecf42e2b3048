"""A dump should hold all of the guest's memory, and be readable.

A dump that is cut short, or whose memory is encrypted, shows no more than a part of its guest: what
is not found in it may be in what is missing.

Evidence: what the reader of dumps says of the file.

Reference: QEMU 10.0, dump/dump.c; Linux v6.12, fs/proc/vmcore.c; `efitool inspect` tells the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_memory import GuestDump
from efitool.model.triage import Judgement, Origin, Verdict
from efitool.triage._base import TriageRule
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Repeat what was told of each dump."""
    for evidence in case.evidence:
        if isinstance(evidence.artifact, GuestDump):
            for trouble in evidence.artifact.troubles:
                told = f"the dump does not tell all: {trouble}"
                yield Judgement(Verdict.FAIL, told, (Origin(evidence.path),))
            if not evidence.artifact.troubles:
                yield Judgement(Verdict.PASS, "the dump is whole")


RULE = TriageRule(
    id="dump-incomplete",
    severity=Severity.WARNING,
    check=check,
    cause="the dump was cut short, filtered, or taken of memory that the host cannot read",
    advice="dump the guest again, and give triage its console's log too",
)
