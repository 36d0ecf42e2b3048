"""The image can be revoked by generation (SBAT).

shim refuses images without a ``.sbat`` section, and those whose generation is below the revoked
one.

What counts: a section of that name with content.

Reference: shim, SBAT.md; Linux v6.16, EFI_SBAT.
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
