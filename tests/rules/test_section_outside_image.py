"""Fails when a section ends behind SizeOfImage."""

from __future__ import annotations

from efitool.model.image import ImageType
from efitool.rules.section_outside_image import check
from tests import pe_images
from tests.build import Section


def test_fails() -> None:
    assert list(check(pe_images.image(size_of_image=0x2100))) == [
        ("PE", "the image ends at 0x2100 in memory: .data ends at 0x2200")
    ]


def test_names_a_few_of_many() -> None:
    many = tuple(Section(b"s%d" % n, 0x1000 * n, b"x") for n in range(1, 9))

    [(_, message)] = check(pe_images.image(*many, size_of_image=0x1000))

    assert message.count(" ends at ") == 1 + 4
    assert message.endswith(" s4 ends at 0x4001 and 4 more")


def test_silent() -> None:
    empty = Section(b".empty", 0x9000, b"")
    for image in (
        pe_images.image(size_of_image=0x2200),
        pe_images.image(pe_images.TEXT, empty, size_of_image=0x1200),
        pe_images.image(size_of_image=0)._replace(type=ImageType.PE),
        pe_images.image()._replace(pe=None),
    ):
        assert not list(check(image))
