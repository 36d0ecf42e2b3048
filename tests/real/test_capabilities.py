"""What an image can do: against the configuration it was built with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import efitool
from efitool import Answer, Capability, Image
from tests.real.kernels import KERNELS, Kernel

pytestmark = pytest.mark.real

TRUTH: dict[str, Callable[[Kernel], bool]] = {
    "unaccepted-memory": lambda kernel: kernel.has("UNACCEPTED_MEMORY"),
    "acceptance-protocol": lambda kernel: kernel.has("UNACCEPTED_MEMORY"),
    "efi-handover": lambda kernel: kernel.has("EFI_HANDOVER_PROTOCOL"),
    "efi-mixed-mode": lambda kernel: kernel.has("EFI_MIXED"),
    "initrd-load-file2": lambda kernel: kernel.has("EFI_STUB"),
    "sbat": lambda kernel: kernel.has("EFI_SBAT"),
    "secure-boot-signed": lambda kernel: kernel.signed,
}

efi_kernels = pytest.mark.parametrize(
    "kernel", [spec for spec in KERNELS if spec.arch != "ppc64el"], ids=str, indirect=True
)


@pytest.fixture(scope="session")
def answers(image: Image) -> dict[str, Capability]:
    return {capability.id: capability for capability in efitool.capabilities(image)}


@pytest.fixture(scope="session")
def deep_answers(deep_image: Image) -> dict[str, Capability]:
    return {capability.id: capability for capability in efitool.capabilities(deep_image)}


def agrees(kernel: Kernel, answers: dict[str, Capability], id: str) -> bool:
    """Whether the answer is the truth; a question that does not apply may be left out."""
    if TRUTH[id](kernel):
        return answers[id].answer is Answer.YES
    return id not in answers or answers[id].answer is Answer.NO


@pytest.mark.parametrize("id", TRUTH)
def test_headers_and_stub_answer_as_configured(
    kernel: Kernel, answers: dict[str, Capability], id: str
) -> None:
    assert agrees(kernel, answers, id), answers.get(id)


@pytest.mark.parametrize("id", TRUTH)
def test_with_the_payload_the_answer_is_the_same(
    kernel: Kernel, deep_answers: dict[str, Capability], id: str
) -> None:
    assert agrees(kernel, deep_answers, id), deep_answers.get(id)


@efi_kernels
def test_the_questions_of_unaccepted_memory_are_never_left_out(
    answers: dict[str, Capability], deep_answers: dict[str, Capability]
) -> None:
    assert {"unaccepted-memory", "acceptance-protocol"} <= answers.keys() & deep_answers.keys()


def test_every_yes_shows_evidence(
    answers: dict[str, Capability], deep_answers: dict[str, Capability]
) -> None:
    for capability in (*answers.values(), *deep_answers.values()):
        assert capability.evidence or capability.answer is not Answer.YES, capability


def test_evidence_lies_in_the_image(deep_image: Image, deep_answers: dict[str, Capability]) -> None:
    sizes = {layer.layer: len(layer.data) for layer in (deep_image, *deep_image.children)}
    for capability in deep_answers.values():
        for evidence in capability.evidence:
            assert 0 <= (evidence.offset or 0) < sizes[evidence.layer], evidence
