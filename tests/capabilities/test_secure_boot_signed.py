"""A certificate table within the file, or not."""

from __future__ import annotations

from efitool.model.capability import Answer
from tests import build
from tests.build import Section
from tests.subjects import ask

ID = "secure-boot-signed"
TEXT = Section(b".text", 0x1000, bytes(16))


def test_a_table_within_the_file() -> None:
    found = ask(ID, build.pe(TEXT, security=(0x1008, 8)))

    assert found.answer is Answer.YES
    assert "not verified" in found.why


def test_a_table_outside_the_file() -> None:
    assert ask(ID, build.pe(TEXT, security=(0x1008, 9))).answer is Answer.UNKNOWN


def test_none() -> None:
    assert ask(ID, build.pe(TEXT)).answer is Answer.NO
