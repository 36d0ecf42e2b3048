"""GRUB should start the kernel through its EFI stub.

Where GRUB leaves boot services itself, it makes the kernel's e820 table, does not know EFI memory
type 15 and reserves it: the guest is left with what lies below 4 GiB, however new the kernel is.
GRUB before 2.12 does so with ``linux`` unless a distribution's patches call the stub; every GRUB
does so for multiboot.

Evidence: ``Unknown memory type 15, considering reserved``; unaccepted memory that is not usable in
the kernel's e820 table though the kernel handles it. ``lsmmap`` prints the line, too: where the
memory is usable in the end, nothing is wrong.

Reference: GRUB 2.12, grub-core/mmap/efi/mmap.c; AMDESE/AMDSEV, issue 200.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.replay.scenario import Path
from efitool.triage._base import TriageRule
from efitool.triage._guest import dropped, handles, origins, reads_again, unaccepted
from efitool.triage._said import said
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Look for GRUB's words; hold the map against the kernel's table."""
    lines = said(case, r"Unknown memory type 15, considering reserved")
    lost = dropped(case)
    if lines and lost is not None and not lost and unaccepted(case):
        yield Judgement(Verdict.PASS, "GRUB's list of memory is not what the kernel was given")
    elif lines:
        size = lost.size if lost else unaccepted(case).size
        told = f"GRUB reserves {size >> 20} MiB" if size else "GRUB reserves memory"
        evidence = (*lines, *origins(case))
        yield Judgement(Verdict.FAIL, f"{told} that firmware left unaccepted", evidence)
    elif lost and case.booted_by is Path.GRUB:
        told = f"GRUB reserves {lost.size >> 20} MiB that firmware left unaccepted"
        yield Judgement(Verdict.FAIL, told, origins(case))
    elif lost and handles(case) is Answer.YES and not (case.booted_by or reads_again(case)):
        collect = "what starts the kernel: its log, its version and its configuration"
        yield Judgement(Verdict.UNKNOWN, collect, origins(case))


RULE = TriageRule(
    id="grub-reserves-unaccepted",
    severity=Severity.ERROR,
    check=check,
    cause="the loader makes the kernel's table of memory, and reserves EFI memory type 15 in it",
    advice="start the kernel through its EFI stub: GRUB 2.12 with `linux`, systemd-boot or a UKI",
)
