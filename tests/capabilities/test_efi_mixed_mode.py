"""A 64-bit kernel that 32-bit firmware can start."""

from __future__ import annotations

import pytest

from efitool.formats import efi_image
from efitool.model.capability import Answer
from tests import build
from tests.subjects import applies, ask

ID = "efi-mixed-mode"


def test_flag_and_section() -> None:
    found = ask(ID, build.bzimage(xloadflags=0x0F, compat=True))

    assert found.answer is Answer.YES
    assert [(e.what, e.offset) for e in found.evidence] == [
        ("xloadflags 0xf", 0x236),
        ("section .compat", 0x600),
    ]


@pytest.mark.parametrize(("xloadflags", "compat"), [(0x0F, False), (0x0B, True)])
def test_either_is_enough(xloadflags: int, compat: bool) -> None:
    found = ask(ID, build.bzimage(xloadflags=xloadflags, compat=compat))

    assert (found.answer, len(found.evidence)) == (Answer.YES, 1)


def test_neither() -> None:
    assert ask(ID, build.bzimage(xloadflags=0x0B)).answer is Answer.NO


@pytest.mark.parametrize("entry", [b"\1\x08\x64\x86", b"\2\x08\x4c\1", bytes(4)])
def test_a_section_with_another_content(entry: bytes) -> None:
    image = build.bzimage(xloadflags=0x0B, compat=True)

    assert ask(ID, image[:0x600] + entry + image[0x604:]).answer is Answer.NO


def test_a_section_of_another_name() -> None:
    image = build.bzimage(xloadflags=0x0B, compat=True).replace(b".compat\0", b".other\0\0")

    assert ask(ID, image).answer is Answer.NO


def test_a_section_too_small_for_an_entry() -> None:
    image = efi_image.decode(build.bzimage(xloadflags=0x0B, compat=True))
    assert image.pe
    small = tuple(s._replace(size=7 if s.name == ".compat" else s.size) for s in image.pe.sections)

    assert ask(ID, image._replace(pe=image.pe._replace(sections=small))).answer is Answer.NO


def test_a_32_bit_kernel_is_not_mixed() -> None:
    assert ask(ID, build.bzimage(xloadflags=0x04, machine=0x14C)).answer is Answer.NO


I386, X86_64 = 0x14C, 0x8664
PROFILE = (b".profile", b"ID=a")


@pytest.mark.parametrize(
    ("stub", "kernels", "answer", "evidence"),
    [
        (I386, [build.bzimage(compat=True)], Answer.YES, ["section .compat"]),
        (I386, [build.bzimage()], Answer.UNKNOWN, ["xloadflags 0x7f"]),
        (I386, [build.bzimage(xloadflags=0x0B)], Answer.NO, []),
        (I386, [build.bzimage(compat=True), build.bzimage(xloadflags=0x0B)], Answer.UNKNOWN, None),
        (X86_64, [build.bzimage(compat=True)], Answer.NO, []),
    ],
)
def test_of_a_unified_kernel_image_the_stub_is_started(
    stub: int, kernels: list[bytes], answer: Answer, evidence: list[str] | None
) -> None:
    parts = [part for kernel in kernels for part in (PROFILE, (b".linux", kernel))]
    found = ask(ID, build.uki(*parts, machine=stub))

    assert found.answer is answer
    assert evidence is None or [e.what for e in found.evidence] == evidence


def test_it_is_not_asked_of_a_unified_kernel_image_of_a_32_bit_kernel() -> None:
    assert not applies(ID, build.uki((b".linux", build.bzimage(machine=I386)), machine=I386))
