"""The kernel should be able to leave boot services.

ExitBootServices() fails when the map changed after it was taken. The stub tries twice: a first
failure is usual where firmware accepts memory at that point. A second one means that something
changes the map each time, such as a driver's timer or output to a console, and the boot ends.

Evidence: ``exit_boot() failed!`` and ``efi_main() failed!``.

Reference: Linux v6.12, drivers/firmware/efi/libstub/efi-stub-helper.c, efi_exit_boot_services();
UEFI 2.10, 7.4.6.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.triage._base import TriageRule
from efitool.triage._said import complaint, said
from efitool.triage.case import Case

SAID = r"exit_boot\(\) failed!|efi_main\(\) failed!"
NO_ROOM = r"ERROR: Exit boot services failed"
"""What `exit-slack-exhausted` judges."""


def check(case: Case) -> Iterator[Judgement]:
    """Look for the stub's last words."""
    if not said(case, NO_ROOM):
        yield from complaint(case, SAID, "the kernel could not leave boot services")


RULE = TriageRule(
    id="exit-boot-services-failed",
    severity=Severity.ERROR,
    check=check,
    cause="firmware changed its memory map between both tries of ExitBootServices()",
    advice="update the firmware; without a graphical console or network boot fewer drivers change"
    " the map",
)
