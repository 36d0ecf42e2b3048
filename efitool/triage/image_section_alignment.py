"""The sections of what firmware loads should be aligned to pages.

EDK II cannot protect the code of an image whose SectionAlignment is no multiple of a page, says so,
and runs the image without. Linux had 0x20 up to 6.6.

Evidence: ``Image Section Alignment(0x20) does not match Required Alignment``.

Reference: edk2-stable202505, MdeModulePkg/Library/ImagePropertiesRecordLib.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.triage._base import TriageRule
from efitool.triage._said import complaint
from efitool.triage.case import Case

SAID = r"Image Section Alignment\(0x[0-9A-Fa-f]+\) does not match"


def check(case: Case) -> Iterator[Judgement]:
    """Look for firmware's words."""
    yield from complaint(case, SAID, "firmware cannot protect an image whose sections share pages")


RULE = TriageRule(
    id="image-section-alignment",
    severity=Severity.WARNING,
    check=check,
    cause="the SectionAlignment of the image is no multiple of 4 KiB",
    advice="link the image with a section alignment of 4 KiB, or take a newer one",
)
