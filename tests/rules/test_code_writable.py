"""Fails when a promise to keep code and data apart is broken."""

from __future__ import annotations

from efitool.model.image import ImageType
from efitool.rules.code_writable import check
from tests import build, pe_images
from tests.build import Section

BOTH = Section(b".text", 0x1000, b"x", build.CODE | 0x8000_0000)


def test_fails() -> None:
    assert list(check(pe_images.image(BOTH, pe_images.DATA))) == [
        ("PE", "NX_COMPAT is set, and yet writable and executable: .text")
    ]


def test_silent() -> None:
    for image in (
        pe_images.image(),
        pe_images.image(BOTH, dll_characteristics=0),
        pe_images.image(BOTH)._replace(type=ImageType.PE),
        pe_images.image()._replace(pe=None),
    ):
        assert not list(check(image))
