"""Which measurement protocols are asked for."""

from __future__ import annotations

from uuid import UUID

import pytest

from efitool.model.capability import Answer
from efitool.model.reference import Grade
from tests import build
from tests.subjects import ask, reference

ID = "measured-boot"
TCG2 = UUID("607f766c-7455-42be-930b-e4d76db2720f")
CC = UUID("96751a3d-72f4-41a6-a794-ed5d0e67ae6b")


def test_each_protocol_and_both() -> None:
    tpm, cc = reference(TCG2, "LocateProtocol"), reference(CC, "LocateProtocol")

    assert ask(ID, build.bzimage(), tpm).why == "it asks for the TPM 2.0 measurement protocol"
    both = ask(ID, build.bzimage(), tpm, cc)
    assert both.answer is Answer.YES
    assert "TPM 2.0 and the confidential computing" in both.why


@pytest.mark.parametrize(
    "service",
    ["LocateProtocol", "LocateHandle", "LocateHandleBuffer", "HandleProtocol", "OpenProtocol"],
)
def test_every_way_to_ask(service: str) -> None:
    assert ask(ID, build.bzimage(), reference(TCG2, service)).answer is Answer.YES


def test_a_weak_reference_does_not_decide() -> None:
    found = ask(ID, build.bzimage(), reference(CC, grade=Grade.WEAK))

    assert found.answer is Answer.UNKNOWN
    assert [e.what for e in found.evidence] == [
        "EFI_CC_MEASUREMENT_PROTOCOL_GUID as immediate (weak)"
    ]


def test_a_guid_without_a_call() -> None:
    assert ask(ID, build.bzimage(), reference(TCG2)).answer is Answer.UNKNOWN


def test_none() -> None:
    assert ask(ID, build.bzimage()).answer is Answer.NO
