"""The firmware module accepts memory, on Intel TDX or on AMD SEV-SNP.

What counts: the instructions by which a guest accepts a page. TDCALL (66 0f 01 cc) is Intel's
way to the TDX module, PVALIDATE (f2 0f 01 ff) is AMD's. An EFI driver that has one of them and
installs EDKII_MEMORY_ACCEPT_PROTOCOL accepts memory for the rest of the firmware; without the
protocol the answer is *unknown*, since both serve other ends too. TDCALL counts only where
PVALIDATE is not: in OVMF every driver that does port I/O has it, AmdSevDxe among them.

A whole firmware accepts memory if a driver in it does, and on SEV-SNP besides if its metadata tell
the hypervisor what to validate before the start and the first phases, which have no protocols, use
PVALIDATE: it serves no other end. So OVMF did before edk2-stable202302.

Reference: edk2-stable202302, MdePkg/Include/Protocol/MemoryAccept.h; OvmfPkg/TdxDxe and
OvmfPkg/AmdSevDxe; Intel SDM, TDCALL; AMD APM volume 3, PVALIDATE.
"""

from __future__ import annotations

from uuid import UUID

from efitool.capabilities._base import (
    EFI_DRIVERS,
    FIRMWARE,
    INSTALLING,
    Question,
    Subject,
    calls_of,
    drivers,
    evidence_of,
    name_in_firmware,
    not_asked,
    nothing_in_firmware,
    nothing_seen,
    unknown,
    yes,
)
from efitool.model.capability import Answer, Capability, Evidence
from efitool.model.image import Arch, Image, ImageType

ID = "accepts-memory"
PROTOCOL = UUID("38c74800-5590-4db4-a0f3-675d9b8e8026")
INSTRUCTIONS = {
    "tdx": ("TDCALL", b"\x66\x0f\x01\xcc"),
    "sev-snp": ("PVALIDATE", b"\xf2\x0f\x01\xff"),
}

BEFORE_DRIVERS = {"SECURITY_CORE", "PEI_CORE", "PEIM"}
"""Types of files whose modules run before there are boot services."""


def answer(subject: Subject) -> Capability:
    """Look for the protocol and for the instructions."""
    if subject.image.type is ImageType.FIRMWARE:
        return _of_firmware(subject)
    references = subject.own_references(PROTOCOL)
    instructions = _instructions(subject.image)
    seen = (*evidence_of(references), *instructions.values())
    if instructions and calls_of(references) & INSTALLING:
        platform = "sev-snp" if "sev-snp" in instructions else "tdx"
        return yes(ID, f"it accepts memory for the firmware: {platform}", *seen)
    if list(instructions) == ["tdx"] and not references:
        why = "it can call the TDX module, for I/O as any driver may; what for is not followed"
        return unknown(ID, why, *seen)
    if instructions or references:
        return unknown(ID, "it has some of what accepting memory takes, and not all", *seen)
    why = "it neither has the instructions nor refers to the protocol"
    return nothing_seen(ID, subject, why, PROTOCOL)


def platforms(subject: Subject) -> dict[str, tuple[Evidence, ...]]:
    """Return on which platforms a firmware accepts memory, with what shows it."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for driver in drivers(subject):
        accepts = answer(driver)
        if accepts.answer is Answer.YES:
            found[accepts.why.rpartition(" ")[2]] = accepts.evidence
    firmware = subject.image.firmware
    early = (
        {f.layer for f in firmware.files if f.type.name in BEFORE_DRIVERS} if firmware else set()
    )
    prepared = firmware and any(
        s.type.name == "SNP_SEC_MEM" and s.size for s in firmware.metadata.sev or ()
    )
    for module in subject.image.children if prepared else ():
        if module.layer in early and (seen := _instructions(module).get("sev-snp")):
            found.setdefault("sev-snp", (seen,))
    return found


def _of_firmware(subject: Subject) -> Capability:
    if nothing := not_asked(ID, subject.image):
        return nothing
    if found := platforms(subject):
        where = {layer: None for seen in found.values() for layer in (seen[0].layer,)}
        names = ", ".join(name_in_firmware(i) for i in subject.image.children if i.layer in where)
        evidence = (e for seen in found.values() for e in seen)
        told = yes(ID, f"it accepts memory on {' and '.join(sorted(found))}: {names}", *evidence)
        return told._replace(platforms=tuple(sorted(found)))
    return nothing_in_firmware(ID, subject.image, "no module accepts memory")


def _instructions(image: Image) -> dict[str, Evidence]:
    if image.arch is not Arch.X86_64:
        return {}
    found = {}
    for platform, (name, code) in INSTRUCTIONS.items():
        for s in image.segments:
            at = image.data.find(code, s.offset, s.offset + s.size) if s.code else -1
            if at >= 0:
                found[platform] = Evidence(name, image.layer, at)
                break
    return found


QUESTION = Question(ID, applies=lambda i: i.type in EFI_DRIVERS | FIRMWARE, answer=answer)
