"""Judges each section of OVMF's SEV metadata."""

from __future__ import annotations

from efitool.formats import decode_image
from efitool.rules.sev_section_misaligned import check
from tests import build
from tests import firmware_build as fw


def test_fails() -> None:
    data = fw.with_metadata(amd=fw.sev((0x800000, 0x1000, 1), (0x80A800, 0x800, 2)))
    assert list(check(decode_image(data))) == [
        ("firmware: SEV section 1 (SNP_SECRETS)", "0x80a800-0x80b000 is not made of pages")
    ]


def test_silent() -> None:
    data = fw.with_metadata(amd=fw.sev((0x800000, 0x1000, 1), (0, 0, 0x10)))
    assert list(check(decode_image(data))) == []
    assert list(check(decode_image(build.pe()))) == []
