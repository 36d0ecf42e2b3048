"""The lines of a .sbat section, as shim splits them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats import efi_image
from efitool.formats._sbat import MAX_SIZE
from efitool.model.image import ImageType
from efitool.model.program import SbatEntry
from tests import build
from tests.build import Section

SBAT = SbatEntry("sbat", 1, "SBAT Version", "sbat", "1", "https://example.org/SBAT.md")
GRUB = SbatEntry("grub.x", 5, "Distributor", "grub2", "2.12-9", "https://example.org/grub")
TEXT = (
    b"sbat,1,SBAT Version,sbat,1,https://example.org/SBAT.md\n"
    b"grub.x,5,Distributor,grub2,2.12-9,https://example.org/grub\n"
)


def sbat(text: bytes, virtual_size: int | None = None) -> tuple[SbatEntry, ...]:
    section = Section(b".sbat", 0x1000, text, build.DATA, virtual_size)
    return efi_image.decode(build.pe(section)).sbat


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.rstrip(b"\n"),
        TEXT.replace(b"\n", b"\r\n\r\n"),
        b"\xef\xbb\xbf" + TEXT,
        TEXT + bytes(400) + b"not,1,read,at,all,here",
    ],
)
def test_both_lines(text: bytes) -> None:
    assert sbat(text) == (SBAT, GRUB)


def test_padding_to_the_file_alignment_is_no_text() -> None:
    assert sbat(TEXT + b"junk,1,,,,", virtual_size=len(TEXT)) == (SBAT, GRUB)


def test_a_line_that_lacks_fields_is_an_entry() -> None:
    assert sbat(b"tool,1,Somebody\n") == (SbatEntry("tool", 1, "Somebody", "", "", ""),)


def test_what_follows_the_sixth_field_is_dropped() -> None:
    assert sbat(TEXT[:-1] + b",more,and,more\n") == (SBAT, GRUB)


@pytest.mark.parametrize("generation", ["", "one", "-1", "1 ", "\u0661", "9" * 5000])
def test_a_generation_that_is_no_number(generation: str) -> None:
    [entry] = sbat(f"tool,{generation},a,b,c,d".encode())
    assert entry.generation is None


def test_a_huge_section_is_cut() -> None:
    assert len(sbat(b"a,1,b,c,d,e\n" * 10_000)) <= MAX_SIZE / len(b"a,1,b,c,d,e\n") + 1


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_noise_is_some_entries(text: bytes) -> None:
    assert all(len(entry) == 6 for entry in sbat(text))


def test_kernels_have_entries_too() -> None:
    sections = (Section(b".text", 0x1000, b"\0"), Section(b".sbat", 0x2000, TEXT, build.DATA))
    kernel = build.pe(*sections, machine=0xAA64, dos=build.arm64_image()[:0x3C])

    image = efi_image.decode(kernel)

    assert (image.type, image.sbat, image.program) == (ImageType.LINUX_ARM64, (SBAT, GRUB), None)
