"""Installing the protocol, holding its bytes, asking for it."""

from __future__ import annotations

from uuid import UUID

import pytest

from efitool.model.capability import Answer
from efitool.model.reference import Grade
from tests import build
from tests.build import Section
from tests.subjects import applies, ask, reference

ID = "provides-acceptance-protocol"
PROTOCOL = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
DRIVER = build.pe(Section(b".text", 0x1000, b"\x90"), subsystem=11)


@pytest.mark.parametrize(
    ("services", "answer"),
    [
        (("InstallProtocolInterface",), Answer.YES),
        (("InstallMultipleProtocolInterfaces",), Answer.YES),
        ((), Answer.UNKNOWN),
        (("LocateProtocol",), Answer.NO),
    ],
)
def test_by_the_call(services: tuple[str, ...], answer: Answer) -> None:
    assert ask(ID, DRIVER, reference(PROTOCOL, *services, layer="PE")).answer is answer


def test_no_trace() -> None:
    assert ask(ID, DRIVER).answer is Answer.NO


def test_it_is_asked_of_drivers() -> None:
    assert not applies(ID, build.pe())


def test_a_weak_reference_does_not_decide() -> None:
    weak = reference(PROTOCOL, "LocateProtocol", layer="PE", grade=Grade.WEAK)

    found = ask(ID, DRIVER, weak)

    assert (found.answer, len(found.evidence)) == (Answer.UNKNOWN, 1)
