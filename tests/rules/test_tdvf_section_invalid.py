"""Judges each section of the descriptor, and which there are."""

from __future__ import annotations

import pytest

from efitool.formats import decode_image
from efitool.rules.tdvf_section_invalid import check
from tests import build
from tests import firmware_build as fw

Row = tuple[int, int, int, int, int, int]
BFV: Row = (0x84000, 0x37C000, 0xFFC84000, 0x37C000, 0, 1)
HOB: Row = (0, 0, 0x809000, 0x2000, 2, 0)

LARGER = "0x1000 bytes of the file go to 0x2000 bytes of memory"
FILLED = "0x1000 bytes of the file would be put into it"
UNALIGNED = "0x1800-0x2800 does not begin and end at a page"


def told(*rows: Row) -> list[tuple[str, str]]:
    return list(check(decode_image(fw.with_metadata(fw.tdvf(*rows)))))


@pytest.mark.parametrize(
    ("row", "name", "problem"),
    [
        ((0, 0x1000, 0x1000, 0x2000, 1, 0), "CFV", LARGER),
        ((0, 0x1000, 0x1000, 0x1000, 3, 0), "TEMP_MEM", FILLED),
        ((0, 0, 0x1800, 0x1000, 3, 0), "TEMP_MEM", UNALIGNED),
        ((0, 0, 0x1000, 0, 3, 0), "TEMP_MEM", "it has no memory"),
        ((0, 0, 0x1000, 0x1000, 0x77, 0), "0x77", "the type is not defined"),
    ],
)  # fmt: skip
def test_fails(row: Row, name: str, problem: str) -> None:
    assert told(BFV, HOB, row) == [(f"firmware: TDVF section 2 ({name})", problem)]


def test_what_must_be_there() -> None:
    assert [problem for _, problem in told(HOB, HOB)] == [
        "it has 2 TD_HOB sections",
        "it has no BFV section",
    ]


def test_silent() -> None:
    assert told(BFV, HOB) == []
    assert list(check(decode_image(fw.volume(size=256)))) == []
    assert list(check(decode_image(build.pe()))) == []
