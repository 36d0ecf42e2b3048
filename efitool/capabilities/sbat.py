"""The image can be revoked by generation (SBAT).

shim refuses a second stage (GRUB, a unified kernel image) without a ``.sbat`` section, and every
image whose generation is below the revoked one. What a second stage asks shim to verify, as GRUB
does with kernels, may lack the section: *no* is ordinary for a kernel.

What counts: a section of that name that names a component beside ``sbat`` itself, the version of
the format. Each such component is evidence, with the generation that a revocation compares.

Reference: shim, SBAT.md; shim 16.1, pe.c, verify_sbat_section(); Linux v6.16, EFI_SBAT.
"""

from __future__ import annotations

from efitool.capabilities._base import Question, Subject, no, yes
from efitool.model.capability import Capability, Evidence

ID = "sbat"
SECTION = ".sbat"
FORMAT = "sbat"
"""The component that every section begins with."""


def answer(subject: Subject) -> Capability:
    """Name the components of the section."""
    image = subject.image
    section = next((s for s in (image.pe.sections if image.pe else ()) if s.name == SECTION), None)
    if section is None:
        return no(ID, "it has no .sbat section")
    seen = [
        Evidence(f"{e.component}, generation {e.generation}", image.layer, section.offset)
        for e in image.sbat
        if e.component != FORMAT
    ]
    if not seen:
        return no(ID, "its .sbat section names no component")
    return yes(ID, "it has SBAT metadata", *seen)


QUESTION = Question(ID, applies=lambda image: image.pe is not None, answer=answer)
