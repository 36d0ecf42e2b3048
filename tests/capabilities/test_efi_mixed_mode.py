"""A 64-bit kernel that 32-bit firmware can start."""

from __future__ import annotations

from efitool.model.capability import Answer
from tests import build
from tests.subjects import ask

ID = "efi-mixed-mode"


def test_flag_and_section() -> None:
    found = ask(ID, build.bzimage(xloadflags=0x0F, compat=True))

    assert found.answer is Answer.YES
    assert [e.what for e in found.evidence] == ["xloadflags 0xf", "section .compat"]


def test_the_section_alone_is_not_enough() -> None:
    found = ask(ID, build.bzimage(xloadflags=0x0B, compat=True))

    assert found.answer is Answer.NO
    assert found.evidence[0].what == "section .compat"


def test_a_32_bit_kernel_is_not_mixed() -> None:
    assert ask(ID, build.bzimage(xloadflags=0x04, machine=0x14C)).answer is Answer.NO
