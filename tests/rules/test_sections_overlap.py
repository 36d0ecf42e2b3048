"""Fails when two sections, or a section and the headers, share bytes."""

from __future__ import annotations

from efitool.model.uki import Profile, Uki
from efitool.rules.sections_overlap import check
from tests import pe_images
from tests.build import Section

UKI = Uki((Profile(None, None, None, ()),))
B = Section(b".b", 0x2000, b"x")


A = Section(b".a", 0x1000, bytes(0x300))


def test_fails_in_both_spaces() -> None:
    inside = Section(b".b", 0x1200, bytes(0x200))

    assert list(check(pe_images.image(inside, A))) == [
        ("PE", "they overlap in the file: .a and .b at 0x1200"),
        ("PE", "they overlap in memory: .a and .b at 0x1200"),
    ]


def test_fails_in_memory_alone() -> None:
    assert list(check(pe_images.image(Section(b".a", 0x1000, b"x", virtual_size=0x1001), B))) == [
        ("PE", "they overlap in memory: .a and .b at 0x2000")
    ]


def test_fails_on_a_section_in_the_headers() -> None:
    messages = [message for _, message in check(pe_images.image(size_of_headers=0x1001))]

    assert messages == [
        "they overlap in the file: the headers and .text at 0x1000",
        "they overlap in memory: the headers and .text at 0x1000",
    ]


def test_what_reaches_furthest_is_remembered() -> None:
    wide = Section(b".wide", 0x1000, bytes(0x900))
    small = Section(b".small", 0x1100, bytes(0x10))
    late = Section(b".late", 0x1800, bytes(0x200))

    [(_, in_file), _] = check(pe_images.image(wide, small, late))

    assert in_file.endswith(": .wide and .small at 0x1100, .wide and .late at 0x1800")


def test_silent() -> None:
    adjacent = Section(b".b", 0x1300, b"x")
    nothing = Section(b".c", 0x1100, b"")
    for image in (
        pe_images.image(A, adjacent, nothing),
        pe_images.image(size_of_headers=0x1000),
        pe_images.image(Section(b".a", 0x1000, b"x", virtual_size=0x1001), B)._replace(uki=UKI),
        pe_images.image()._replace(pe=None),
    ):
        assert not list(check(image))
