"""What an image can do, with evidence: one capability is one module and one manual page.

To add a capability, write its module, the page first, and list its question in `QUESTIONS`.
"""

from __future__ import annotations

from efitool.capabilities import (
    acceptance_protocol,
    accepts_memory,
    efi_handover,
    efi_mixed_mode,
    initrd_load_file2,
    lazy_accept,
    measured_boot,
    nx_compat,
    provides_acceptance_protocol,
    sbat,
    secure_boot_signed,
    unaccepted_memory,
)
from efitool.capabilities._base import Question, Subject
from efitool.model.capability import Capability
from efitool.model.image import Image
from efitool.model.reference import GuidReference

QUESTIONS: tuple[Question, ...] = (
    unaccepted_memory.QUESTION,
    acceptance_protocol.QUESTION,
    provides_acceptance_protocol.QUESTION,
    accepts_memory.QUESTION,
    lazy_accept.QUESTION,
    initrd_load_file2.QUESTION,
    measured_boot.QUESTION,
    efi_handover.QUESTION,
    efi_mixed_mode.QUESTION,
    nx_compat.QUESTION,
    sbat.QUESTION,
    secure_boot_signed.QUESTION,
)


def judge(image: Image, references: tuple[GuidReference, ...]) -> tuple[Capability, ...]:
    """Answer every question that applies to the image."""
    subject = Subject(image, references)
    return tuple(q.answer(subject) for q in QUESTIONS if q.applies(image))
