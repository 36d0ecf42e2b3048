"""A kernel with unaccepted memory should have the fixes for it.

What went wrong, release by release, is in the table `FIXES`: by the first series that has the bug,
the first that has the fix, and stable releases. Without them the guest may hang, or crash under
load, and mostly does not. A distribution's kernel may have a fix in an older version.

Evidence: unaccepted memory, and the kernel's version.

Reference: Linux, the commits of the table, as v7.0 and the stable releases list them.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import handles, origins, runs_on, text, unaccepted
from efitool.triage._versions import KernelFix, kernel_has
from efitool.triage.case import Case

FIXES = (
    KernelFix("8dbe33956d96", "kexec may overwrite the table", (6, 5), (6, 6), {(6, 5): None}),
    KernelFix("01b1e3ca0e5c", "processors wait for one another for ever", (6, 5), (6, 7)),
    KernelFix("1c5a1627f481", "soft lockups are reported", (6, 5), (6, 9), {(6, 8): 10}),
    KernelFix("807174a93d24", "memory is reclaimed without end", (6, 5), (6, 11), {(6, 10): 7}),
    KernelFix(
        "da8bf5daa5e5", "a large memory map is copied unaccepted", (6, 5), (6, 15), {(6, 12): 29}
    ),
    KernelFix("fefc07518227", "processors accept in a race", (6, 12), (6, 15), {(6, 12): 30}),
    KernelFix("948a013a54c4", "a part of a page is not accepted", (6, 5), (7, 0), {(6, 12): None}),
)
"""In the order of the releases that have the fix."""

GHCB = KernelFix(
    "d54d610243a4",
    "the stub accepts through a page that is not set up",
    (6, 5),
    (6, 15),
    {(6, 12): 25, (6, 6): 88},
)
"""On SEV-SNP alone."""


def check(case: Case) -> Iterator[Judgement]:
    """Ask of each fix whether the kernel has it."""
    if not unaccepted(case) or handles(case) is not Answer.YES:
        return
    name = text(case.release)
    fixes = (*FIXES, *([GHCB] if runs_on(case, Platform.SEV_SNP) else []))
    evidence = origins(case, case.release)
    missing = [f for f in fixes if kernel_has(name, f) is Answer.NO]
    unsure = [f.commit for f in fixes if kernel_has(name, f) is Answer.UNKNOWN]
    if missing:
        told = "; ".join(f"{f.what} without {f.commit}" for f in missing)
        yield Judgement(Verdict.INFO, f"{name} lacks fixes: {told}", evidence)
    elif name is None:
        yield Judgement(Verdict.UNKNOWN, "the kernel's version: its log, or its image", evidence)
    elif unsure:
        told = f"the changelog of {name}: whether it has {', '.join(unsure)}"
        yield Judgement(Verdict.UNKNOWN, told, evidence)
    else:
        yield Judgement(Verdict.PASS, f"{name} has the fixes that are known", evidence)


RULE = TriageRule(
    id="kernel-acceptance-bugs",
    severity=Severity.WARNING,
    check=check,
    cause="the kernel is older than fixes for unaccepted memory",
    advice="boot the newest kernel of the distribution, or the newest stable release",
)
