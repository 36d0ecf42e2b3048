"""What an image can do, with evidence: one capability is one module and one manual page.

To add a capability, write its module, the page first, and list its question in `QUESTIONS`.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.capabilities import (
    accept_all_at_exit,
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
from efitool.capabilities._base import Question, Subject, unknown
from efitool.model.capability import Capability, Evidence
from efitool.model.image import Image, ImageType
from efitool.model.reference import GuidReference

QUESTIONS: tuple[Question, ...] = (
    unaccepted_memory.QUESTION,
    acceptance_protocol.QUESTION,
    provides_acceptance_protocol.QUESTION,
    accepts_memory.QUESTION,
    lazy_accept.QUESTION,
    accept_all_at_exit.QUESTION,
    initrd_load_file2.QUESTION,
    measured_boot.QUESTION,
    efi_handover.QUESTION,
    efi_mixed_mode.QUESTION,
    nx_compat.QUESTION,
    sbat.QUESTION,
    secure_boot_signed.QUESTION,
)


OF_FIRMWARE = frozenset(
    (
        acceptance_protocol.PROTOCOL,
        accepts_memory.PROTOCOL,
        accept_all_at_exit.BEFORE_EXIT,
    )
)
"""The GUIDs by which a firmware as a whole is judged."""


def judge(image: Image, references: tuple[GuidReference, ...]) -> tuple[Capability, ...]:
    """Answer every question that applies to the image; ``references`` are of all its layers.

    What only a kernel can do, a unified kernel image can do if the kernel inside it can.
    """
    return tuple(answer for q in QUESTIONS for answer in _answers(q, image, references))


def _answers(
    question: Question, image: Image, references: tuple[GuidReference, ...]
) -> Iterator[Capability]:
    """Answer a question once; not at all if it applies to nothing."""
    of_kernel = question.of_kernel and image.type is ImageType.UKI
    images = tuple(_kernels(image)) if of_kernel else (image,)
    answers = [_answer(question, i, references) for i in images if question.applies(i)]
    if not images:
        why = "the kernel in it could not be read"
        yield unknown(question.id, why)._replace(layer=image.layer)
    elif len({a.answer for a in answers}) > 1:
        each = ", ".join(f"{a.answer} of {a.layer}" for a in answers)
        evidence = (Evidence(f"{a.answer}: {a.why}", a.layer or "") for a in answers)
        why = f"the kernels of its profiles differ: {each}"
        yield unknown(question.id, why, *evidence)._replace(layer=image.layer)
    else:
        yield from answers[:1]


def _answer(question: Question, image: Image, references: tuple[GuidReference, ...]) -> Capability:
    return question.answer(Subject(image, references))._replace(layer=image.layer)


def _kernels(uki: Image) -> Iterator[Image]:
    for child in uki.children:
        if child.type is ImageType.UKI:
            yield from _kernels(child)
        else:
            yield child
