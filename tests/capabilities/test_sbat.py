"""The section, and the components that it names."""

from __future__ import annotations

from efitool.model.capability import Answer, Evidence
from tests import build
from tests.build import Section
from tests.subjects import ask

ID = "sbat"
FORMAT = b"sbat,1,SBAT Version,sbat,1,https://example.org/SBAT.md\n"


def with_section(text: bytes) -> bytes:
    return build.pe(Section(b".sbat", 0x1000, text, build.DATA))


def test_each_component_is_evidence() -> None:
    found = ask(ID, with_section(FORMAT + b"grub,5,FSF,grub,2.12,u\ngrub.x,2,X,grub2,2.12-1,u\n"))

    assert found.answer is Answer.YES
    assert found.evidence == (
        Evidence("grub, generation 5", "PE", 0x1000),
        Evidence("grub.x, generation 2", "PE", 0x1000),
    )


def test_a_section_that_names_nothing_is_none() -> None:
    for text in (b"", FORMAT, bytes(64)):
        found = ask(ID, with_section(text))
        assert (found.answer, found.why) == (Answer.NO, "its .sbat section names no component")


def test_no_section() -> None:
    found = ask(ID, build.pe())
    assert (found.answer, found.why) == (Answer.NO, "it has no .sbat section")


def test_generations_that_are_no_numbers_do_not_decide() -> None:
    found = ask(ID, with_section(FORMAT + b"grub,five,FSF,grub,2.12,u\n,,X,x,1,u\n"))

    assert found.answer is Answer.UNKNOWN
    assert found.why == "no component in its .sbat section has a generation"
    assert [e.what for e in found.evidence] == [
        "grub, generation that is no number",
        "a nameless component, generation that is no number",
    ]


def test_one_generation_that_is_a_number_decides() -> None:
    found = ask(ID, with_section(FORMAT + b"grub,five,FSF,grub,2.12,u\nshim,4,X,x,1,u\n"))

    assert found.answer is Answer.YES
    assert [e.what for e in found.evidence] == [
        "grub, generation that is no number",
        "shim, generation 4",
    ]
