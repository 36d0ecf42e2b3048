"""What the stub gave the kernel should stay usable.

With ``add_efi_memmap``, or where any conventional memory has EFI_MEMORY_SP, Linux reads firmware's
map once more. That code does not know type 15: all unaccepted memory becomes reserved. True of
Linux 6.5 up to 7.3-rc7.

Evidence: the parameter, or EFI_MEMORY_SP in the map; the last e820 table of the log.

Reference: Linux v6.12, arch/x86/platform/efi/efi.c, do_add_efi_memmap(); tianocore/edk2, pull
request 12774.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import (
    ADD_EFI_MEMMAP,
    dropped,
    handles,
    origins,
    reads_again,
    unaccepted,
)
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Look for what makes the kernel read the map again; hold it against its table."""
    why = reads_again(case)
    if why is None or not unaccepted(case) or handles(case) is not Answer.YES:
        return
    lost = dropped(case)
    evidence = origins(case, case.command_line if ADD_EFI_MEMMAP in why else None)
    if lost is None:
        collect = "the kernel's log from its first line on, with its e820 tables"
        yield Judgement(Verdict.UNKNOWN, collect, evidence)
    elif lost:
        told = f"the kernel reserves {lost.size >> 20} MiB of unaccepted memory: {why}"
        yield Judgement(Verdict.FAIL, told, evidence)
    else:
        yield Judgement(Verdict.PASS, "unaccepted memory is usable", evidence)


RULE = TriageRule(
    id="unaccepted-reserved-again",
    severity=Severity.ERROR,
    check=check,
    cause="the kernel reads firmware's map a second time, by code that does not know type 15",
    advice="boot without add_efi_memmap; where memory has EFI_MEMORY_SP, with efi=nosoftreserve",
)
