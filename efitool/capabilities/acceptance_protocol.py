"""The image tells firmware that it handles unaccepted memory.

It calls LocateProtocol for OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL and then the protocol's only
function, AllowUnacceptedMemory(). Firmware that provides the protocol accepts all memory at the
first ExitBootServices unless it was told so: minutes on a large guest. Firmware for Intel TDX
does not provide it, and a kernel that does not ask for it may still handle unaccepted memory.

What counts: a reference to c5a010fe-38a7-4531-8a4a-0500d2fd1649 that reaches LocateProtocol or
its like, or such a reference beside the stub's message "Memory acceptance protocol failed". The
message alone and a weak reference answer *unknown*. That the function is called with what the
service returns is not looked at. An image that installs the protocol is firmware: see
provides-acceptance-protocol.

Reference: Linux v6.5, drivers/firmware/efi/libstub/x86-stub.c, setup_unaccepted_memory();
edk2-stable202302, OvmfPkg/AmdSevDxe/AmdSevDxe.c.
"""

from __future__ import annotations

from uuid import UUID

from efitool.capabilities._base import (
    EFI_IMAGES,
    INSTALLING,
    KERNELS,
    LOCATING,
    Question,
    Subject,
    calls_of,
    evidence_of,
    find_text,
    has_stub,
    no,
    nothing_seen,
    unknown,
    yes,
)
from efitool.model.capability import Capability

ID = "acceptance-protocol"
PROTOCOL = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
MESSAGE = "Memory acceptance protocol failed"


def answer(subject: Subject) -> Capability:
    """Look for the reference, the call and the message."""
    image = subject.image
    references = subject.own_references(PROTOCOL)
    message = find_text(image, MESSAGE)
    seen = (*evidence_of(references), *((message,) if message else ()))
    calls = calls_of(references)

    if calls & LOCATING:
        return yes(ID, "it asks firmware for the protocol", *seen)
    if calls & INSTALLING:
        return no(ID, "it provides the protocol rather than asking for it", *seen)
    if references and message:
        return yes(ID, "it refers to the protocol and has the message of its failure", *seen)
    if seen:
        return unknown(ID, "it shows only a trace of the protocol, and no call", *seen)
    why = "nothing in its code or data refers to the protocol"
    if image.type in KERNELS and not has_stub(image):
        why = "it has no EFI stub, so it calls no firmware service"
    return nothing_seen(ID, subject, why, PROTOCOL)


QUESTION = Question(
    ID, applies=lambda image: image.type in EFI_IMAGES, answer=answer, of_kernel=True
)
