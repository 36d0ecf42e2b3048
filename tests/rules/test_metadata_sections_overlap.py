"""Compares the sections of one kind of metadata with each other."""

from __future__ import annotations

from efitool.formats import decode_image
from efitool.rules.metadata_sections_overlap import check
from tests import build
from tests import firmware_build as fw

HOB = (0, 0, 0x809000, 0x2000, 2, 0)


def test_fails() -> None:
    tdx = fw.tdvf(HOB, (0, 0, 0x808000, 0x2000, 3, 0))
    amd = fw.sev((0x800000, 0x9000, 1), (0x808000, 0x1000, 2))
    assert list(check(decode_image(fw.with_metadata(tdx, amd)))) == [
        ("firmware: TDVF", "TEMP_MEM 0x808000-0x80a000 and TD_HOB 0x809000-0x80b000 overlap"),
        (
            "firmware: SEV metadata",
            "SNP_SEC_MEM 0x800000-0x809000 and SNP_SECRETS 0x808000-0x809000 overlap",
        ),
    ]


def test_silent() -> None:
    tdx = fw.tdvf(HOB, (0, 0, 0x807000, 0x2000, 3, 0), (0, 0, 0x80A000, 0, 3, 0))
    amd = fw.sev((0x809000, 0x2000, 1), (0x80A000, 0, 0x10), (0x80B000, 0x1000, 2))
    assert list(check(decode_image(fw.with_metadata(tdx, amd)))) == []
    assert list(check(decode_image(build.pe()))) == []
