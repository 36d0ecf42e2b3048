"""Who asks for the protocol, who provides it, who only looks like it."""

from __future__ import annotations

from uuid import UUID

import pytest

from efitool.model.capability import Answer
from efitool.model.reference import Grade
from tests import build
from tests.subjects import applies, ask, reference

ID = "acceptance-protocol"
PROTOCOL = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
MARK = b"EFI stub: \0"
MESSAGE = b"Memory acceptance protocol failed\n\0"


def test_a_kernel_that_locates_it() -> None:
    found = ask(ID, build.bzimage(stub=MARK), reference(PROTOCOL, "LocateProtocol"))

    assert found.answer is Answer.YES
    assert found.evidence[0].what == "LocateProtocol(OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID)"


@pytest.mark.parametrize(
    "service",
    ["LocateProtocol", "LocateHandle", "LocateHandleBuffer", "HandleProtocol", "OpenProtocol"],
)
def test_an_application_that_locates_it(service: str) -> None:
    assert ask(ID, build.pe(), reference(PROTOCOL, service, layer="PE")).answer is Answer.YES


def test_the_reference_with_its_message() -> None:
    assert ask(ID, build.bzimage(stub=MARK + MESSAGE), reference(PROTOCOL)).answer is Answer.YES


def test_one_trace_does_not_decide() -> None:
    assert ask(ID, build.bzimage(stub=MARK + MESSAGE)).answer is Answer.UNKNOWN
    assert ask(ID, build.bzimage(stub=MARK), reference(PROTOCOL)).answer is Answer.UNKNOWN


def test_a_weak_reference_does_not_decide() -> None:
    found = ask(ID, build.bzimage(), reference(PROTOCOL, "LocateProtocol", grade=Grade.WEAK))

    assert found.answer is Answer.UNKNOWN
    assert [e.what for e in found.evidence] == [
        "LocateProtocol(OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID) (weak)"
    ]


def test_a_provider_does_not_ask() -> None:
    provides = reference(PROTOCOL, "InstallMultipleProtocolInterfaces", layer="PE")

    found = ask(ID, build.pe(subsystem=11), provides)

    assert (found.answer, found.why) == (
        Answer.NO,
        "it provides the protocol rather than asking for it",
    )


def test_no_trace() -> None:
    assert ask(ID, build.bzimage(stub=MARK)).answer is Answer.NO
    without_stub = ask(ID, build.bzimage(stub=None))
    assert (without_stub.answer, "no EFI stub" in without_stub.why) == (Answer.NO, True)


def test_a_reference_in_another_layer_is_not_the_images_own() -> None:
    inner = reference(PROTOCOL, "LocateProtocol", layer="bzImage > zstd > vmlinux")
    assert ask(ID, build.bzimage(stub=MARK), inner).answer is Answer.NO


def test_it_is_asked_of_efi_images() -> None:
    assert applies(ID, build.pe())
    assert not applies(ID, build.pe(subsystem=3))
