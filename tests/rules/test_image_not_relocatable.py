"""Fails with the flag, silent without it and on what firmware does not load."""

from __future__ import annotations

from efitool.model.image import ImageType
from efitool.rules.image_not_relocatable import check
from tests import pe_images


def test_fails() -> None:
    assert list(check(pe_images.image(characteristics=0x207, image_base=0x400000))) == [
        ("PE", "it can be loaded at 0x400000 only, and by shim not at all")
    ]


def test_silent() -> None:
    for image in (
        pe_images.image(characteristics=0x206),
        pe_images.image(characteristics=0x207)._replace(type=ImageType.PE),
        pe_images.image()._replace(pe=None),
    ):
        assert not list(check(image))
