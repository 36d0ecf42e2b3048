"""Fails when a directory leads out of the image."""

from __future__ import annotations

from efitool.model.image import ImageType
from efitool.rules.directory_outside_image import check
from tests import pe_images


def test_fails() -> None:
    image = pe_images.image(directories=pe_images.directory("debug", 0xFFFF0, 0x11))

    assert list(check(image)) == [
        ("PE", "the image ends at 0x100000 in memory: debug ends at 0x100001")
    ]


def test_silent() -> None:
    for name, rva, size in (
        ("debug", 0xFFFF0, 0x10),
        ("debug", 0x999999, 0),
        ("security", 0x999999, 8),
    ):
        assert not list(check(pe_images.image(directories=pe_images.directory(name, rva, size))))
    outside = pe_images.image(directories=pe_images.directory("debug", 0x999999, 1))
    assert not list(check(outside._replace(type=ImageType.PE)))
