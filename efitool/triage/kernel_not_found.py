"""GRUB should find the kernel that its menu names.

Evidence: ``error: file `/vmlinuz' not found.`` and ``you need to load the kernel first``, and no
kernel behind them.

Reference: GRUB 2.12, grub-core/kern/file.c, and grub-core/loader/efi/linux.c, grub_cmd_initrd().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._said import FEW, said
from efitool.triage.case import Case

MISSING = r"error: (?:\S+: ?)?file `[^']*' not found|error: (?:\S+: ?)?you need to load the kernel"


def check(case: Case) -> Iterator[Judgement]:
    """Look for GRUB's words where no kernel starts."""
    if any(log.kernels for _, log in case.logs):
        return
    if lines := said(case, MISSING):
        words = lines[0].text.partition("error: ")[2].rstrip(".")
        yield Judgement(Verdict.FAIL, f"GRUB has no kernel to start: {words}", lines[:FEW])


RULE = TriageRule(
    id="kernel-not-found",
    severity=Severity.ERROR,
    check=check,
    cause="the path in GRUB's menu is wrong, or $root is another file system than it is meant for",
    advice="look with `ls` at GRUB's prompt; paths begin at the root of the file system in $root",
)
