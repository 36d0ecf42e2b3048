"""The kernel image that is given should be of the kernel that was booted.

What an image can do tells nothing of a guest that booted another one: answers of such an image are
left out.

Evidence: the release in the image's setup header or banner, and that of ``Linux version``.

Reference: Linux v6.12, Documentation/arch/x86/boot.rst, ``kernel_version``.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Origin, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._images import kernel_image, version
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Compare the releases of images with the one that was booted."""
    if case.release is None or kernel_image(case.evidence, case.release) is not None:
        return
    for evidence in case.evidence:
        if other := version(evidence):
            told = f"the image is of {other}, and {case.release.value} was booted"
            yield Judgement(Verdict.INFO, told, (Origin(evidence.path), case.release.origin))


RULE = TriageRule(
    id="image-not-booted",
    severity=Severity.NOTE,
    check=check,
    cause="logs and images are of different kernels",
    advice="give triage the image of the kernel that was booted",
)
