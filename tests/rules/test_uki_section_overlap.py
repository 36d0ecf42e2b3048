"""Fails where a part of the image is overwritten when firmware loads it."""

from __future__ import annotations

import pytest

from efitool.formats import efi_image
from efitool.model.image import Image, Section, SectionFlag
from efitool.rules.uki_section_overlap import check
from tests import build

IMAGE = efi_image.decode(build.uki((b".linux", build.bzimage()), (b".initrd", b"cpio")))


def placed(*places: tuple[str, int, int]) -> Image:
    """Return a UKI whose sections lie at these addresses in memory, behind headers of 0x1000."""
    assert IMAGE.pe
    sections = tuple(
        Section(name, 0x1000, 0x200, rva, size, SectionFlag.READ) for name, rva, size in places
    )
    return IMAGE._replace(pe=IMAGE.pe._replace(sections=sections, size_of_headers=0x1000))


@pytest.mark.parametrize(
    ("places", "overwritten"),
    [
        (
            [(".linux", 0x2000, 0x101), (".initrd", 0x2100, 0x50)],
            ".linux by .initrd at 0x2100",
        ),
        (
            [(".initrd", 0x2100, 0x50), (".linux", 0x2000, 0x101)],
            ".initrd by .linux at 0x2100",
        ),
        (
            [(".linux", 0x2000, 0x1000), (".initrd", 0x2010, 9), (".ucode", 0x2F00, 0x200)],
            ".linux by .initrd at 0x2010, .linux by .ucode at 0x2f00",
        ),
        (
            [(".linux", 0x2000, 0x101), (".sbat", 0x2100, 0x50)],
            ".linux by .sbat at 0x2100",
        ),
        ([(".text", 0xFFF, 9)], "the headers by .text at 0xfff"),
    ],
)
def test_fails(places: list[tuple[str, int, int]], overwritten: str) -> None:
    assert list(check(placed(*places))) == [
        ("uki", f"in memory these are overwritten: {overwritten}")
    ]


@pytest.mark.parametrize(
    "places",
    [
        [(".linux", 0x2000, 0x100), (".initrd", 0x2100, 0x50)],
        [(".linux", 0x2000, 0x100), (".initrd", 0x2080, 0)],
        [(".sbat", 0x2000, 0x101), (".sdmagic", 0x2100, 0x34), (".linux", 0x3000, 9)],
    ],
)
def test_silent(places: list[tuple[str, int, int]]) -> None:
    assert not list(check(placed(*places)))


def test_silent_on_what_was_built_right() -> None:
    assert not list(check(IMAGE))


def test_silent_on_what_is_no_unified_kernel_image() -> None:
    overlapping = placed((".linux", 0x2000, 0x100), (".initrd", 0x2000, 0x100))

    assert list(check(overlapping))
    assert not list(check(overlapping._replace(uki=None)))
