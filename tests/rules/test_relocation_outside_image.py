"""Fails when a page that is to be adjusted is not in the image."""

from __future__ import annotations

from efitool.model.image import ImageType
from efitool.model.pe import Relocations
from efitool.rules.relocation_outside_image import check
from tests import pe_images


def test_fails() -> None:
    image = pe_images.image(relocations=Relocations(1, ((10, 1),), 0x100000, 0, None))

    assert list(check(image)) == [
        ("PE directory basereloc", "a block is for 0x100000, the image ends at 0x100000")
    ]


def test_silent() -> None:
    for table in (
        None,
        Relocations(1, ((10, 1),), 0xFF000, 0, None),
        Relocations(0, (), 0, 0, None),
    ):
        assert not list(check(pe_images.image(relocations=table)))
    assert not list(check(pe_images.image(size_of_image=0)._replace(type=ImageType.PE)))
