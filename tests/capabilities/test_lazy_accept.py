"""What one module can tell about leaving memory to the kernel."""

from __future__ import annotations

from uuid import UUID

from efitool.model.capability import Answer
from tests import build
from tests.build import Section
from tests.subjects import ask, reference

ID = "lazy-accept"
DRIVER = build.pe(subsystem=11)
TDX = build.pe(Section(b".text", 0x1000, b"\x66\x0f\x01\xcc"), subsystem=11)


def test_a_provider_of_the_protocol() -> None:
    protocol = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
    provides = reference(protocol, "InstallProtocolInterface", layer="PE")
    assert ask(ID, DRIVER, provides).answer is Answer.YES


def test_a_module_that_only_accepts() -> None:
    assert ask(ID, TDX).answer is Answer.UNKNOWN


def test_a_module_that_has_no_part_in_it() -> None:
    assert ask(ID, DRIVER).answer is Answer.NO
