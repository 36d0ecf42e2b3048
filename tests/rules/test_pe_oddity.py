"""Passes on what the reader stumbled over."""

from __future__ import annotations

from efitool.formats import efi_image
from efitool.rules.pe_oddity import check
from tests import build
from tests.build import Section


def test_fails() -> None:
    odd = build.pe(Section(b".text", 0x1000, bytes(16)), entry_point=0x9999_9999)

    assert any("AddressOfEntryPoint" in message for _, message in check(efi_image.decode(odd)))


def test_silent() -> None:
    plain = build.pe(Section(b".text", 0x1000, bytes(16)))
    assert not list(check(efi_image.decode(plain)))


def test_silent_on_what_is_no_pe_file() -> None:
    odd = efi_image.decode(build.bzimage(stub=None))._replace(warnings=("a note is cut off",))
    assert not list(check(odd))
