"""The EFI stub should get as far as the kernel.

The stub says why it ends, in a line with ``ERROR``, and gives control back to who called it. The
commonest cause is a guest with less memory than the kernel takes once it is decompressed.

Evidence: ``EFI stub: ERROR:`` and no kernel behind it. What is said of the initrd and of the exit
from boot services is judged by `initrd-not-loaded` and `exit-boot-services-failed`.

Reference: Linux v6.12, drivers/firmware/efi/libstub/x86-stub.c, efi_stub_entry().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._said import FEW, said
from efitool.triage.case import Case

ERROR = "EFI stub: ERROR: "
ELSEWHERE = (
    r"[Ee]xit boot services failed|exit_boot\(\)|efi_main\(\)|efi_stub_entry\(\)"
    r"|Failed to open file|.*\binitrd\b"
)
"""What other rules judge."""
OWN = rf"{ERROR}(?!{ELSEWHERE})"


def check(case: Case) -> Iterator[Judgement]:
    """Look for what the stub says where it says the last words."""
    if case.silent is None or ERROR not in case.silent.text:
        return
    if lines := said(case, OWN):
        words = lines[-1].text.partition(ERROR)[2]
        told = f"the kernel's EFI stub gives up: {words}"
        yield Judgement(Verdict.FAIL, told, lines[-FEW:])


RULE = TriageRule(
    id="stub-gives-up",
    severity=Severity.ERROR,
    check=check,
    cause="the stub could not do what it says, most often for want of memory",
    advice="give the guest more memory; where that is no help, look for the words in the"
    " kernel's drivers/firmware/efi/libstub",
)
