"""The event together with the means to accept."""

from __future__ import annotations

from uuid import UUID

from efitool.model.capability import Answer
from efitool.model.reference import Grade
from tests import build
from tests.build import Section
from tests.subjects import applies, ask, reference

ID = "accept-all-at-exit"
EVENT = UUID("8be0e274-3970-4b44-80c5-1ab9502f3bfc")
ACCEPT = UUID("38c74800-5590-4db4-a0f3-675d9b8e8026")
SEV = build.pe(Section(b".text", 0x1000, b"\xf2\x0f\x01\xff"), subsystem=11)
PLAIN = build.pe(Section(b".text", 0x1000, b"\x90"), subsystem=11)
INSTALLS = reference(ACCEPT, "InstallProtocolInterface", layer="PE")
WAITS = reference(EVENT, "CreateEventEx", layer="PE")


def test_a_driver_that_accepts_and_waits() -> None:
    found = ask(ID, SEV, INSTALLS, WAITS)
    assert found.answer is Answer.YES
    assert [e.what for e in found.evidence] == [
        "CreateEventEx(EFI_EVENT_GROUP_BEFORE_EXIT_BOOT_SERVICES)"
    ]


def test_one_of_both_is_not_enough() -> None:
    assert ask(ID, PLAIN, WAITS).answer is Answer.NO
    assert ask(ID, SEV, INSTALLS).answer is Answer.NO


def test_what_was_not_seen_whole_is_unknown() -> None:
    assert ask(ID, SEV, WAITS).answer is Answer.UNKNOWN
    assert ask(ID, SEV, INSTALLS, reference(EVENT, layer="PE")).answer is Answer.UNKNOWN
    weak = reference(EVENT, layer="PE", grade=Grade.WEAK)
    assert ask(ID, SEV, INSTALLS, weak).answer is Answer.UNKNOWN


def test_only_drivers_and_firmware_are_asked() -> None:
    assert not applies(ID, build.pe(Section(b".text", 0x1000, b"\x90"), subsystem=10))
