"""The protocol together with the instruction of a platform."""

from __future__ import annotations

from uuid import UUID

import pytest

from efitool.model.capability import Answer
from efitool.model.reference import Grade
from tests import build
from tests.build import Section
from tests.subjects import ask, reference

ID = "accepts-memory"
INSTALLS = reference(
    UUID("38c74800-5590-4db4-a0f3-675d9b8e8026"), "InstallProtocolInterface", layer="PE"
)
TDCALL = b"\x66\x0f\x01\xcc"
PVALIDATE = b"\xf2\x0f\x01\xff"


def driver(content: bytes, flags: int = build.CODE, machine: int = 0x8664) -> bytes:
    sections = [Section(b".text", 0x1000, b"\x90"), Section(b".more", 0x2000, content, flags)]
    return build.pe(*sections, subsystem=11, machine=machine)


@pytest.mark.parametrize(
    ("code", "platforms"),
    [(TDCALL, "tdx"), (PVALIDATE, "sev-snp"), (b"\x90" + PVALIDATE + TDCALL, "sev-snp")],
)
def test_by_the_instruction(code: bytes, platforms: str) -> None:
    found = ask(ID, driver(code), INSTALLS)

    assert found.answer is Answer.YES
    assert found.why.endswith(f": {platforms}")


def test_half_of_it_does_not_decide() -> None:
    assert ask(ID, driver(TDCALL)).answer is Answer.UNKNOWN
    assert ask(ID, driver(b"\x90"), INSTALLS).answer is Answer.UNKNOWN


def test_the_bytes_in_data_or_for_another_machine_are_no_instruction() -> None:
    assert ask(ID, driver(TDCALL, build.DATA)).answer is Answer.NO
    assert ask(ID, driver(TDCALL, machine=0xAA64)).answer is Answer.NO


def test_what_follows_the_code_is_no_instruction() -> None:
    data = Section(b".data", 0x1010, TDCALL, build.DATA)
    module = build.pe(Section(b".text", 0x1000, bytes(16)), data, subsystem=11)

    assert ask(ID, module).answer is Answer.NO


def test_a_weak_reference_does_not_decide() -> None:
    found = ask(ID, driver(b"\x90"), INSTALLS._replace(grade=Grade.WEAK))

    assert found.answer is Answer.UNKNOWN
    assert [e.what for e in found.evidence] == [
        "InstallProtocolInterface(EDKII_MEMORY_ACCEPT_PROTOCOL_GUID) (weak)"
    ]
