"""What one module can tell about leaving memory to the kernel."""

from __future__ import annotations

from uuid import UUID

from efitool.model.capability import Answer
from tests import build
from tests.build import Section
from tests.subjects import ask, reference

ID = "lazy-accept"
PROTOCOL = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
DRIVER = build.pe(Section(b".text", 0x1000, b"\x90"), subsystem=11)
TDX = build.pe(Section(b".text", 0x1000, b"\x66\x0f\x01\xcc"), subsystem=11)


def test_a_provider_of_the_protocol() -> None:
    found = ask(ID, DRIVER, reference(PROTOCOL, "InstallProtocolInterface", layer="PE"))

    assert found.answer is Answer.YES
    assert [e.what for e in found.evidence] == [
        "InstallProtocolInterface(OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID)"
    ]


def test_a_module_that_only_accepts() -> None:
    found = ask(ID, TDX)

    assert found.answer is Answer.UNKNOWN
    assert [(e.what, e.offset) for e in found.evidence] == [("TDCALL", 0x1000)]


def test_a_module_that_may_provide_the_protocol() -> None:
    found = ask(ID, DRIVER, reference(PROTOCOL, layer="PE"))

    assert found.answer is Answer.UNKNOWN
    assert [e.what for e in found.evidence] == [
        "OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID as immediate"
    ]


def test_a_module_that_has_no_part_in_it() -> None:
    assert ask(ID, DRIVER).answer is Answer.NO
