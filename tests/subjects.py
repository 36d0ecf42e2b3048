"""Subjects for capabilities: real decoded images, with references that a test states."""

from __future__ import annotations

from uuid import UUID

from efitool.capabilities import QUESTIONS
from efitool.capabilities._base import Subject
from efitool.formats import efi_image
from efitool.model.capability import Capability
from efitool.model.image import Image
from efitool.model.reference import Call, Form, Grade, GuidReference


def reference(
    guid: UUID, *services: str, layer: str = "bzImage", grade: Grade = Grade.STRONG
) -> GuidReference:
    calls = tuple(Call(service, 0x2000 + n) for n, service in enumerate(services))
    return GuidReference(guid, Form.IMMEDIATE, grade, layer, 0x1234, 0x1234, ".text", calls)


def ask(id: str, image: Image | bytes, *references: GuidReference) -> Capability:
    """Ask one question of an image, which must be one that it applies to."""
    [question] = [q for q in QUESTIONS if q.id == id]
    decoded = efi_image.decode(image) if isinstance(image, bytes) else image
    assert question.applies(decoded)
    answer = question.answer(Subject(decoded, references))
    assert answer.id == id
    return answer


def applies(id: str, image: bytes) -> bool:
    [question] = [q for q in QUESTIONS if q.id == id]
    return question.applies(efi_image.decode(image))
