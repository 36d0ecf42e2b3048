"""Fails on odd alignments and on sections beside them."""

from __future__ import annotations

import pytest

from efitool.model.image import ImageType
from efitool.rules.section_alignment import check
from tests import pe_images
from tests.build import Section


@pytest.mark.parametrize("alignment", [0, 3, 0x1800])
def test_fails_on_an_alignment_that_is_no_power_of_two(alignment: int) -> None:
    image = pe_images.image(section_alignment=alignment, file_alignment=alignment)

    assert list(check(image)) == [
        ("PE", f"SectionAlignment is {alignment:#x}, no power of two"),
        ("PE", f"FileAlignment is {alignment:#x}, no power of two"),
    ]


def test_fails_on_sections_between_multiples() -> None:
    odd = Section(b".sbat", 0x2440, b"x")

    assert list(check(pe_images.image(pe_images.TEXT, odd))) == [
        ("PE", "not at multiples of SectionAlignment, 0x1000: .sbat at 0x2440"),
        ("PE", "not at multiples of FileAlignment, 0x200: .sbat at 0x2440"),
    ]


def test_silent() -> None:
    nowhere = Section(b".empty", 0x2440, b"")
    for image in (
        pe_images.image(),
        pe_images.image(pe_images.TEXT, nowhere),
        pe_images.image(section_alignment=0)._replace(type=ImageType.PE),
        pe_images.image()._replace(pe=None),
    ):
        assert not list(check(image))
