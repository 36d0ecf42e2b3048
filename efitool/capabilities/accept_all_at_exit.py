"""The firmware accepts all memory before the first ExitBootServices.

A kernel that does not know unaccepted memory then sees it all, and a kernel that does can call
AllowUnacceptedMemory() to keep it. Where the answer is *no*, what the firmware has left is lost to
the first kind of kernel.

What counts: a driver that accepts memory (see ``accepts-memory``) and passes the group of events
EFI_EVENT_GROUP_BEFORE_EXIT_BOOT_SERVICES to CreateEventEx. Drivers of disks and networks wait for
that event too, so that it counts for nothing by itself.

Reference: edk2-stable202302, OvmfPkg/AmdSevDxe/AmdSevDxe.c, ResolveUnacceptedMemory(); UEFI 2.10,
7.1.2 (CreateEventEx).
"""

from __future__ import annotations

from uuid import UUID

from efitool.capabilities import accepts_memory
from efitool.capabilities._base import (
    EFI_DRIVERS,
    FIRMWARE,
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
from efitool.model.capability import Answer, Capability
from efitool.model.image import ImageType

ID = "accept-all-at-exit"
BEFORE_EXIT = UUID("8be0e274-3970-4b44-80c5-1ab9502f3bfc")


def answer(subject: Subject) -> Capability:
    """Look for the event in a driver that accepts memory."""
    if subject.image.type is ImageType.FIRMWARE:
        return of_firmware(ID, subject, _accepting, "no module accepts what is left at the end")
    references = subject.own_references(BEFORE_EXIT)
    accepts = accepts_memory.answer(subject)
    if accepts.answer is Answer.NO:
        return no(ID, "it takes no part in accepting memory")
    if "CreateEventEx" not in calls_of(references):
        if references:
            return unknown(ID, "it holds the event, and no call was seen to wait for it")
        return nothing_seen(ID, subject, "it does not wait for ExitBootServices", BEFORE_EXIT)
    seen = evidence_of(references)
    if accepts.answer is Answer.YES:
        return yes(ID, "it accepts memory, and waits for the first ExitBootServices", *seen)
    return unknown(ID, f"it waits for the first ExitBootServices; {accepts.why}", *seen)


def _accepting(driver: Subject) -> Capability:
    """Answer for a driver in a firmware, where only those count that surely accept memory."""
    if accepts_memory.answer(driver).answer is not Answer.YES:
        return no(ID, "it was not seen to accept memory")
    return answer(driver)


QUESTION = Question(ID, applies=lambda i: i.type in EFI_DRIVERS | FIRMWARE, answer=answer)
