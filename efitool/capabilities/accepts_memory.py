"""The firmware module accepts memory, on Intel TDX or on AMD SEV-SNP.

What counts: the instructions by which a guest accepts a page. TDCALL (66 0f 01 cc) is Intel's
way to the TDX module, PVALIDATE (f2 0f 01 ff) is AMD's. An EFI driver that has one of them and
installs EDKII_MEMORY_ACCEPT_PROTOCOL accepts memory for the rest of the firmware; without the
protocol the answer is *unknown*, since both serve other ends too. TDCALL counts only where
PVALIDATE is not: in OVMF every driver that does port I/O has it, AmdSevDxe among them.

Reference: edk2-stable202302, MdePkg/Include/Protocol/MemoryAccept.h; OvmfPkg/TdxDxe and
OvmfPkg/AmdSevDxe; Intel SDM, TDCALL; AMD APM volume 3, PVALIDATE.
"""

from __future__ import annotations

from uuid import UUID

from efitool.capabilities._base import (
    EFI_DRIVERS,
    INSTALLING,
    Question,
    Subject,
    calls_of,
    evidence_of,
    nothing_seen,
    unknown,
    yes,
)
from efitool.model.capability import Capability, Evidence
from efitool.model.image import Arch, Image

ID = "accepts-memory"
PROTOCOL = UUID("38c74800-5590-4db4-a0f3-675d9b8e8026")
INSTRUCTIONS = {
    "tdx": ("TDCALL", b"\x66\x0f\x01\xcc"),
    "sev-snp": ("PVALIDATE", b"\xf2\x0f\x01\xff"),
}


def answer(subject: Subject) -> Capability:
    """Look for the protocol and for the instructions."""
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


QUESTION = Question(ID, applies=lambda image: image.type in EFI_DRIVERS, answer=answer)
