"""The firmware module can leave memory to the kernel to accept.

Firmware that provides OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL does so when a kernel asks for it.
Firmware for Intel TDX does so without being asked and has no protocol for it: whether it does
can only be told from the whole firmware, so a single module without the protocol answers
*unknown* if it accepts memory at all, and *no* if it takes no part in acceptance.

Reference: edk2-stable202302, OvmfPkg/AmdSevDxe/AmdSevDxe.c, AllowUnacceptedMemory().
"""

from __future__ import annotations

from efitool.capabilities import accepts_memory, provides_acceptance_protocol
from efitool.capabilities._base import EFI_DRIVERS, Question, Subject, no, unknown, yes
from efitool.model.capability import Answer, Capability

ID = "lazy-accept"


def answer(subject: Subject) -> Capability:
    """Follow from what the module provides and accepts."""
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


QUESTION = Question(ID, applies=lambda image: image.type in EFI_DRIVERS, answer=answer)
