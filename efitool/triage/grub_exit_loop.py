"""GRUB should leave boot services after a few tries.

GRUB calls ExitBootServices() again as long as it answers EFI_INVALID_PARAMETER, without a bound.
Once is usual where firmware accepts memory at that point. Again and again means that the map
changes each time.

Evidence: ``Trying to terminate EFI services again``, more than twice.

Reference: GRUB 2.12, grub-core/kern/efi/mm.c, grub_efi_finish_boot_services();
canonical/pc-gadget, issue 20.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._said import said, times
from efitool.triage.case import Case

AGAIN = r"Trying to terminate EFI services again"
USUAL = 2
"""Tries that firmware may need: one for what it accepts, one for a timer."""


def check(case: Case) -> Iterator[Judgement]:
    """Count the tries."""
    lines, tries = said(case, AGAIN), times(case, AGAIN)
    if tries > USUAL:
        told = f"GRUB tries to leave boot services again and again, {tries} times in the log"
        yield Judgement(Verdict.FAIL, told, lines)
    elif lines:
        yield Judgement(Verdict.PASS, "GRUB left boot services after the map had changed", lines)


RULE = TriageRule(
    id="grub-exit-loop",
    severity=Severity.ERROR,
    check=check,
    cause="firmware changes its memory map at each call of ExitBootServices()",
    advice="update the firmware; start the kernel through its EFI stub, which ends such a loop",
)
