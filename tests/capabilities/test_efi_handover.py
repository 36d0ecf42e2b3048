"""Flags and offset of the handover entry."""

from __future__ import annotations

from efitool.model.capability import Answer
from tests import build
from tests.subjects import applies, ask

ID = "efi-handover"


def test_a_kernel_for_both_widths() -> None:
    found = ask(ID, build.bzimage(xloadflags=0x7F, handover_offset=0x190))

    assert (found.answer, found.why) == (
        Answer.YES,
        "32-bit and 64-bit firmware may hand over at 0x190",
    )
    assert [(e.what, e.offset) for e in found.evidence] == [
        ("xloadflags 0x7f", 0x236),
        ("handover_offset 0x190", 0x264),
    ]


def test_a_kernel_for_one_width() -> None:
    assert ask(ID, build.bzimage(xloadflags=0x0B)).why.startswith("64-bit firmware")


def test_no_offset_or_no_flag() -> None:
    assert ask(ID, build.bzimage(handover_offset=0)).answer is Answer.NO
    assert ask(ID, build.bzimage(xloadflags=0x03)).answer is Answer.NO
    assert ask(ID, build.bzimage(protocol=0x20A)).answer is Answer.NO


def test_an_offset_from_before_there_were_flags() -> None:
    found = ask(ID, build.bzimage(protocol=0x20B))

    assert found.answer is Answer.UNKNOWN
    assert [(e.what, e.offset) for e in found.evidence] == [("handover_offset 0x190", 0x264)]


def test_other_architectures_have_no_such_entry() -> None:
    assert not applies(ID, build.arm64_image())
