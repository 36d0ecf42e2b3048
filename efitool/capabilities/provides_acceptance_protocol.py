"""The firmware module provides OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL.

Firmware that provides it accepts all memory at the first ExitBootServices unless a kernel has
called AllowUnacceptedMemory() before.

Of a whole firmware that is asked of all drivers in it, and the one that provides it is named.

What counts: a reference to c5a010fe-38a7-4531-8a4a-0500d2fd1649 that reaches
InstallProtocolInterface or InstallMultipleProtocolInterfaces. The bytes alone answer *unknown*: an
image that asks for the protocol holds them too. So does a weak reference.

Reference: edk2-stable202302, OvmfPkg/AmdSevDxe/AmdSevDxe.c, AmdSevDxeEntryPoint().
"""

from __future__ import annotations

from efitool.capabilities._base import (
    EFI_DRIVERS,
    FIRMWARE,
    INSTALLING,
    LOCATING,
    Question,
    Subject,
    calls_of,
    evidence_of,
    no,
    nothing_seen,
    of_firmware,
    unknown,
    yes,
)
from efitool.capabilities.acceptance_protocol import PROTOCOL
from efitool.model.capability import Capability
from efitool.model.image import ImageType

ID = "provides-acceptance-protocol"


def answer(subject: Subject) -> Capability:
    """Look for the call that installs it."""
    if subject.image.type is ImageType.FIRMWARE:
        return of_firmware(ID, subject, answer, "no module installs the protocol")
    references = subject.own_references(PROTOCOL)
    seen = evidence_of(references)
    calls = calls_of(references)
    if calls & INSTALLING:
        return yes(ID, "it installs the protocol", *seen)
    if references and not calls & LOCATING:
        return unknown(ID, "it holds the GUID, and no call was seen to use it", *seen)
    if references:
        return no(ID, "it does not install the protocol", *seen)
    return nothing_seen(ID, subject, "it does not install the protocol", PROTOCOL)


QUESTION = Question(ID, applies=lambda i: i.type in EFI_DRIVERS | FIRMWARE, answer=answer)
