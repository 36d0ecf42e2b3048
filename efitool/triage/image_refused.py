"""Firmware should start what its boot entries name.

With Secure Boot, an image that is not signed by a key of ``db``, or whose hash is in ``dbx``, is
refused before its first instruction: no loader and no kernel says a word.

Evidence: ``BdsDxe: failed to load … Access Denied`` and nothing that starts after it.

Reference: UEFI 2.10, 32.4.2; edk2-stable202505, MdeModulePkg/Library/UefiBootManagerLib/BmBoot.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._said import FEW, said
from efitool.triage.case import Case

REFUSED = r"BdsDxe: failed to (?:load|start) .*: (?:Access Denied|Security Violation)"


def check(case: Case) -> Iterator[Judgement]:
    """Look for firmware's words where no kernel starts."""
    if case.release is not None or case.map is not None:
        return
    if lines := said(case, REFUSED):
        why = lines[-1].text.rpartition(": ")[2]
        told = f"firmware refuses to start what it is to boot: {why}"
        yield Judgement(Verdict.FAIL, told, lines[:FEW])


RULE = TriageRule(
    id="image-refused",
    severity=Severity.ERROR,
    check=check,
    cause="Secure Boot is on, and the image is not signed by a key that firmware trusts",
    advice="sign the image, start it by shim, enrol its key, or take firmware without Secure Boot",
)
