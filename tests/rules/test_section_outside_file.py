"""Fails when the file ends within a section."""

from __future__ import annotations

from efitool.formats import efi_image
from efitool.rules.section_outside_file import check
from tests import build
from tests.build import Section

WHOLE = build.pe(Section(b".text", 0x1000, bytes(0x200)), Section(b".bss", 0, b"", build.DATA))


def test_fails() -> None:
    assert list(check(efi_image.decode(WHOLE[:0x11FF]))) == [
        ("PE section .text", "it ends at 0x1200, the file at 0x11ff")
    ]


def test_silent() -> None:
    assert not list(check(efi_image.decode(WHOLE)))


def test_silent_on_a_section_without_bytes_wherever_it_stands() -> None:
    image = efi_image.decode(WHOLE)
    assert image.pe
    beyond = image.pe.sections[0]._replace(offset=0x9999, size=0)
    assert not list(check(image._replace(pe=image.pe._replace(sections=(beyond,)))))
