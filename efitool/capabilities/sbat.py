"""The image can be revoked by generation (SBAT).

shim refuses a second stage (GRUB, a unified kernel image) without a ``.sbat`` section, and every
image whose generation is below the revoked one. What a second stage asks shim to verify, as GRUB
does with kernels, may lack the section: *no* is ordinary for a kernel.

What counts: a section of that name with content.

Reference: shim, SBAT.md; shim 16.1, pe.c, verify_sbat_section(); Linux v6.16, EFI_SBAT.
"""

from __future__ import annotations

from efitool.capabilities._base import Question, Subject, no, yes
from efitool.model.capability import Capability, Evidence

ID = "sbat"


def answer(subject: Subject) -> Capability:
    """Look for the section."""
    image = subject.image
    for section in image.pe.sections if image.pe else ():
        if section.name == ".sbat" and section.size:
            seen = Evidence("section .sbat", image.layer, section.offset)
            return yes(ID, "it has SBAT metadata", seen)
    return no(ID, "it has no .sbat section")


QUESTION = Question(ID, applies=lambda image: image.pe is not None, answer=answer)
