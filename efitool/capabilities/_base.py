"""What a capability is, and how one collects evidence for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from uuid import UUID

from efitool.model.capability import Answer, Capability, Evidence
from efitool.model.image import Image, ImageType
from efitool.model.reference import Grade, GuidReference

KERNELS = {ImageType.LINUX_BZIMAGE, ImageType.LINUX_ARM64}
EFI_DRIVERS = {ImageType.EFI_BOOT_DRIVER, ImageType.EFI_RUNTIME_DRIVER}
EFI_IMAGES = KERNELS | EFI_DRIVERS | {ImageType.EFI_APPLICATION}

STUB_MARK = "EFI stub: "
"""Prefix of every message of Linux's EFI stub (libstub/efistub.h, efi_info())."""


class Subject(NamedTuple):
    """An image under question, with the references of all its layers."""

    image: Image
    references: tuple[GuidReference, ...]

    def own_references(self, guid: UUID) -> tuple[GuidReference, ...]:
        """Return the references to a GUID in the image's own layer that are sure."""
        return tuple(
            r
            for r in self.references
            if r.guid == guid and r.layer == self.image.layer and r.grade is Grade.STRONG
        )


class Question(NamedTuple):
    """One capability: its id, the images it can be asked of, and the way to answer it."""

    id: str
    applies: Callable[[Image], bool]
    answer: Callable[[Subject], Capability]


def find_text(image: Image, text: str) -> Evidence | None:
    """Look for a text in what the layer maps; a compressed payload is no part of that."""
    for segment in image.segments:
        offset = image.data.find(text.encode(), segment.offset, segment.offset + segment.size)
        if offset >= 0:
            return Evidence(f'"{text}"', image.layer, offset)
    return None


def found_texts(image: Image, texts: tuple[str, ...]) -> Iterator[Evidence]:
    """Look for each of several texts."""
    return (evidence for text in texts if (evidence := find_text(image, text)))


def evidence_of(references: tuple[GuidReference, ...], name: str) -> tuple[Evidence, ...]:
    """Say references as evidence, those that reach a service first."""
    return tuple(_evidence(r, name) for r in sorted(references, key=lambda r: not r.calls))


def _evidence(reference: GuidReference, name: str) -> Evidence:
    calls = ", ".join(dict.fromkeys(call.service for call in reference.calls))
    what = f"{calls}({name})" if calls else f"{name} as {reference.form}"
    return Evidence(what, reference.layer, reference.offset)


def calls_of(references: tuple[GuidReference, ...]) -> set[str]:
    """Return the names of all services that any of the references reaches."""
    return {call.service for reference in references for call in reference.calls}


def has_stub(image: Image) -> bool:
    """Whether a kernel has an EFI stub: PE headers, and the stub's messages outside the payload."""
    return image.pe is not None and find_text(image, STUB_MARK) is not None


def carries_kernel(image: Image) -> bool:
    """Whether a PE file has a ``.linux`` section: a unified kernel image, not looked into yet.

    UAPI Group, Unified Kernel Image, "UKI Components".
    """
    return image.pe is not None and any(s.name == ".linux" for s in image.pe.sections)


def yes(id: str, why: str, *evidence: Evidence) -> Capability:
    """The image can."""
    return Capability(id, Answer.YES, why, evidence)


def no(id: str, why: str, *evidence: Evidence) -> Capability:
    """The image cannot; everything that would show it was looked at."""
    return Capability(id, Answer.NO, why, evidence)


def unknown(id: str, why: str, *evidence: Evidence) -> Capability:
    """What was looked at does not decide; ``why`` says what is missing or in conflict."""
    return Capability(id, Answer.UNKNOWN, why, evidence)
