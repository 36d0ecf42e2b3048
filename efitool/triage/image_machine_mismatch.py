"""What firmware is to load should be for its processor.

64-bit firmware loads 64-bit images, 32-bit firmware 32-bit ones, whatever the processor can do. A
64-bit Linux runs on 32-bit firmware if it was built for EFI mixed mode.

Evidence: ``Image type X64 can't be loaded on IA32 UEFI system``; else the headers of the firmware's
modules and of the kernel.

Reference: edk2-stable202505, MdeModulePkg/Core/Dxe/Image/Image.c, CoreLoadPeImage(); Linux v6.12,
Documentation/arch/x86/boot.rst.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.firmware import FileType
from efitool.model.image import Arch, Image
from efitool.model.triage import Judgement, Origin, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._said import said
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Look for firmware's words; else compare the images."""
    if lines := said(case, r"Image type \S+ can't be loaded on \S+ UEFI system"):
        told = "firmware refuses an image for another processor"
        yield Judgement(Verdict.FAIL, told, lines)
        return
    images = [(e.path, e.artifact) for e in case.evidence if isinstance(e.artifact, Image)]
    firmware = [(path, arch) for path, image in images if (arch := _loads(image))]
    kernels = [(p, i) for p, i in images if i.linux and i.arch]
    mixed = case.kernel_told.get("efi-mixed-mode")
    if not firmware or not kernels:
        return
    (where, host), (path, kernel) = firmware[-1], kernels[-1]
    if host is kernel.arch:
        yield Judgement(Verdict.PASS, f"firmware and kernel are for {host}")
    elif mixed and mixed.answer is Answer.YES:
        yield Judgement(Verdict.PASS, f"the kernel starts on firmware for {host}, too")
    else:
        told = f"the kernel is for {kernel.arch}, the firmware for {host}"
        yield Judgement(Verdict.FAIL, told, (Origin(path), Origin(where)))


def _loads(image: Image) -> Arch | None:
    """Tell what a firmware loads: what its DXE core is for, whatever ran before that."""
    files = image.firmware.files if image.firmware else ()
    cores = {f.layer for f in files if f.type is FileType.DXE_CORE and f.layer}
    return next((i.arch for i in image.walk() if i.layer in cores), None) if cores else None


RULE = TriageRule(
    id="image-machine-mismatch",
    severity=Severity.ERROR,
    check=check,
    cause="the image is for another processor, or another mode of it, than the firmware",
    advice="take firmware and image of the same kind; on 32-bit firmware a kernel with"
    " CONFIG_EFI_MIXED",
)
