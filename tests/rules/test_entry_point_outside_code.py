"""Fails where firmware would jump to what is no code."""

from __future__ import annotations

from efitool.model.image import ImageType
from efitool.rules.entry_point_outside_code import check
from tests import pe_images


def test_fails_outside_the_sections() -> None:
    for entry_point in (0, 0xFFF, 0x1200):
        assert list(check(pe_images.image(entry_point=entry_point))) == [
            ("PE", f"the entry point {entry_point:#x} lies in no section")
        ]


def test_fails_in_data() -> None:
    assert list(check(pe_images.image(entry_point=0x2004))) == [
        ("PE section .data", "it holds the entry point 0x2004 and is not executable")
    ]


def test_silent() -> None:
    for image in (
        pe_images.image(entry_point=0x11FF),
        pe_images.image(entry_point=0)._replace(type=ImageType.PE),
        pe_images.image()._replace(pe=None),
    ):
        assert not list(check(image))
