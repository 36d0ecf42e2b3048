"""Fails where an object file was written in place of an image."""

from __future__ import annotations

from efitool.formats import efi_image
from efitool.rules.optional_header_missing import check
from tests import build, pe_images


def test_fails() -> None:
    assert list(check(pe_images.image(magic=0))) == [
        ("PE", "its magic number is 0x0, not one of PE32 or PE32+")
    ]


def test_silent() -> None:
    for data in (build.pe(), build.pe(machine=0x14C), build.bzimage(stub=None)):
        assert not list(check(efi_image.decode(data)))
