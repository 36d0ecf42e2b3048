"""The image measures what it loads, or hands on the event log.

What counts: a reference to EFI_TCG2_PROTOCOL (a TPM) or EFI_CC_MEASUREMENT_PROTOCOL (the
measurement registers of a confidential guest) that reaches LocateProtocol or its like. A
weak reference answers *unknown*. Which events are measured is not looked at.

Reference: TCG EFI Protocol Specification, 6.2; UEFI 2.10, 38.2; Linux v6.12,
drivers/firmware/efi/libstub/efi-stub-helper.c, efi_measure_tagged_event().
"""

from __future__ import annotations

from uuid import UUID

from efitool.capabilities._base import (
    EFI_IMAGES,
    LOCATING,
    Question,
    Subject,
    calls_of,
    evidence_of,
    nothing_seen,
    unknown,
    yes,
)
from efitool.model.capability import Capability, Evidence

ID = "measured-boot"
PROTOCOLS = {
    UUID("607f766c-7455-42be-930b-e4d76db2720f"): "TPM 2.0",
    UUID("96751a3d-72f4-41a6-a794-ed5d0e67ae6b"): "confidential computing",
}


def answer(subject: Subject) -> Capability:
    """Look for each protocol and the call that asks for it."""
    seen: list[Evidence] = []
    located = []
    for guid, what in PROTOCOLS.items():
        references = subject.own_references(guid)
        seen += evidence_of(references)
        if calls_of(references) & LOCATING:
            located.append(what)
    if located:
        return yes(ID, f"it asks for the {' and the '.join(located)} measurement protocol", *seen)
    if seen:
        return unknown(ID, "it holds the GUID, and no call was seen to use it", *seen)
    why = "nothing in its code or data refers to a measurement protocol"
    return nothing_seen(ID, subject, why, *PROTOCOLS)


QUESTION = Question(
    ID, applies=lambda image: image.type in EFI_IMAGES and image.pe is not None, answer=answer
)
