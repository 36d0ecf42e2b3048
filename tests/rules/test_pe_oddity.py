"""Passes on what the reader stumbled over and no rule is about."""

from __future__ import annotations

from efitool.formats import efi_image
from efitool.rules.pe_oddity import check
from tests import build, pe_images
from tests.build import Section

PLAIN = build.pe(pe_images.TEXT)
DIRECTORIES = 0x40 + 24 + 108
"""Where the number of data directories stands in the header."""


def test_fails() -> None:
    odd = bytearray(PLAIN)
    odd[DIRECTORIES] = 17

    [(where, message)] = check(efi_image.decode(bytes(odd)))

    assert where == "PE"
    assert "NumberOfRvaAndSizes" in message


def test_silent() -> None:
    assert not list(check(efi_image.decode(PLAIN)))


def test_silent_on_what_other_rules_say() -> None:
    for odd in (
        build.pe(pe_images.TEXT, entry_point=0x9999_9999),
        build.pe(Section(b".wx", 0x1000, bytes(16), build.CODE | 0x8000_0000)),
        build.pe(Section(b".odd", 0x1001, bytes(16))),
        build.pe(Section(b".large", 0x1000, bytes(16), virtual_size=0x4000_0000)),
        build.pe(pe_images.TEXT)[:0x1100],
    ):
        assert not list(check(efi_image.decode(odd)))


def test_silent_on_what_is_no_pe_file() -> None:
    odd = efi_image.decode(build.bzimage(stub=None))._replace(warnings=("a note is cut off",))
    assert not list(check(odd))
