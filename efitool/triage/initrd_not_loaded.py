"""The kernel should get its initrd.

The EFI stub takes the initrd from its loader (LoadFile2), or by ``initrd=`` from the volume that
the kernel came from. A path that is not there, a loader that offers none, or a driver of a file
system that fails leaves the kernel without, and it finds no root.

Evidence: ``Failed to load initrd``; ``VFS: Unable to mount root fs``.

Reference: Linux v6.12, drivers/firmware/efi/libstub/efi-stub-helper.c, efi_load_initrd();
pbatard/EfiFs, issue 26.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import text
from efitool.triage._said import said
from efitool.triage.case import Case

ID = "initrd-load-file2"


def check(case: Case) -> Iterator[Judgement]:
    """Look for the kernel's words, and for who should have given it."""
    failed = said(case, r"Failed to (?:load|handle) initrd|VFS: Unable to mount root fs")
    if not failed:
        return
    why = []
    if "initrd=" not in (text(case.command_line) or ""):
        why.append("initrd= is not on its command line")
    for of, told in (("loader", case.loader_told.get(ID)), ("kernel", case.kernel_told.get(ID))):
        if told and told.answer is Answer.NO:
            why.append(f"the {of} has no LoadFile2")
    told_why = f": {', and '.join(why)}" if why else ""
    yield Judgement(Verdict.FAIL, f"the kernel has no initrd{told_why}", failed)


RULE = TriageRule(
    id="initrd-not-loaded",
    severity=Severity.ERROR,
    check=check,
    cause="neither the loader nor a path on the command line gave the kernel its initrd",
    advice="check the path (backslashes, from the root of the volume), or use a loader or UKI"
    " that passes the initrd by LoadFile2",
)
