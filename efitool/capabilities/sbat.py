"""The image can be revoked by generation (SBAT).

shim refuses a second stage (GRUB, a unified kernel image) without a ``.sbat`` section, and every
image whose generation is below the revoked one. What a second stage asks shim to verify, as GRUB
does with kernels, may lack the section: *no* is ordinary for a kernel.

What counts: a section of that name that names a component beside ``sbat`` itself, the version of
the format. Each such component is evidence, with the generation that a revocation compares. Where
none of them has a number for it the answer is *unknown*: shim takes it for 0, others may not.

Reference: shim, SBAT.md; shim 16.1, pe.c, verify_sbat_section(); Linux v6.16, EFI_SBAT.
"""

from __future__ import annotations

from efitool.capabilities._base import Question, Subject, no, unknown, yes
from efitool.model.capability import Capability, Evidence
from efitool.model.program import SbatEntry

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
    components = [e for e in image.sbat if e.component != FORMAT]
    seen = [Evidence(_said(e), image.layer, section.offset) for e in components]
    if not seen:
        return no(ID, "its .sbat section names no component")
    if all(e.generation is None for e in components):
        return unknown(ID, "no component in its .sbat section has a generation", *seen)
    return yes(ID, "it has SBAT metadata", *seen)


def _said(entry: SbatEntry) -> str:
    number = "that is no number" if entry.generation is None else entry.generation
    return f"{entry.component or 'a nameless component'}, generation {number}"


QUESTION = Question(ID, applies=lambda image: image.pe is not None, answer=answer)
