"""The firmware module can leave memory to the kernel to accept.

Firmware that provides OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL does so when a kernel asks for it.
Firmware for Intel TDX does so without being asked and has no protocol for it: whether it does
can only be told from the whole firmware, so a single module without the protocol answers
*unknown* if it accepts memory at all, and *no* if it takes no part in acceptance.

A whole firmware does on TDX if a driver in it accepts memory there through
EDKII_MEMORY_ACCEPT_PROTOCOL: the series that brought the protocol to edk2 leaves memory above 4 GiB
to the kernel, and without it nothing would be left that a driver could accept.

Reference: edk2-stable202302, OvmfPkg/AmdSevDxe/AmdSevDxe.c, AllowUnacceptedMemory();
edk2-stable202211, OvmfPkg/Library/PlatformInitLib/IntelTdx.c.
"""

from __future__ import annotations

from efitool.capabilities import accepts_memory, provides_acceptance_protocol
from efitool.capabilities._base import (
    EFI_DRIVERS,
    FIRMWARE,
    Question,
    Subject,
    no,
    not_asked,
    nothing_in_firmware,
    unknown,
    yes,
)
from efitool.model.capability import Answer, Capability
from efitool.model.image import ImageType

ID = "lazy-accept"


def answer(subject: Subject) -> Capability:
    """Follow from what the module provides and accepts."""
    if subject.image.type is ImageType.FIRMWARE:
        return _of_firmware(subject)
    provides = provides_acceptance_protocol.answer(subject)
    accepts = accepts_memory.answer(subject)
    if provides.answer is Answer.YES:
        return yes(
            ID, "it stops accepting all memory when a kernel asks for it", *provides.evidence
        )
    if provides.answer is Answer.NO and accepts.answer is Answer.NO:
        return no(ID, "it takes no part in accepting memory")
    seen = (*provides.evidence, *accepts.evidence)
    return unknown(ID, "only the whole firmware image can tell", *seen)


def _of_firmware(subject: Subject) -> Capability:
    if nothing := not_asked(ID, subject.image):
        return nothing
    provides = provides_acceptance_protocol.answer(subject)
    tdx = accepts_memory.platforms(subject).get("tdx", ())
    whys = []
    if tdx:
        whys.append("on tdx it leaves memory above 4 GiB to the kernel")
    if provides.answer is Answer.YES:
        whys.append("on sev-snp it leaves memory to a kernel that asks for it")
    if whys:
        seen = provides.evidence if provides.answer is Answer.YES else ()
        return yes(ID, "; ".join(whys), *tdx, *seen)
    if provides.answer is Answer.UNKNOWN:
        return unknown(ID, provides.why, *provides.evidence)
    return nothing_in_firmware(
        ID, subject.image, "it accepts all memory, or knows of none to accept"
    )


QUESTION = Question(ID, applies=lambda i: i.type in EFI_DRIVERS | FIRMWARE, answer=answer)
