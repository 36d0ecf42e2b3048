"""Passes on what cannot be read of the metadata."""

from __future__ import annotations

from efitool.formats import decode_image
from efitool.rules.firmware_metadata_malformed import check
from tests import build
from tests import firmware_build as fw


def test_fails() -> None:
    data = fw.with_table(fw.volume(size=256), (fw.TDX, b"\xff\xff\xff\x7f"))
    assert list(check(decode_image(data))) == [
        ("firmware:TDVF", "the table points outside the firmware")
    ]


def test_silent() -> None:
    assert list(check(decode_image(fw.with_metadata(fw.tdvf(), fw.sev())))) == []
    assert list(check(decode_image(build.pe()))) == []
