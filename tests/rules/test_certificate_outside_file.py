"""Fails when the signature is not all there."""

from __future__ import annotations

from efitool.formats import efi_image
from efitool.rules.certificate_outside_file import check
from tests import build
from tests.build import Section

TEXT = Section(b".text", 0x1000, bytes(16))


def test_fails() -> None:
    signed = build.pe(TEXT, security=(0x1008, 9))

    assert list(check(efi_image.decode(signed))) == [
        ("PE", "the signature ends at 0x1011, the file at 0x1010")
    ]


def test_silent() -> None:
    for data in (build.pe(TEXT), build.pe(TEXT, security=(0x1008, 8)), build.bzimage(stub=None)):
        assert not list(check(efi_image.decode(data)))
