"""Pictures: what must be seen in them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings

from efitool.model.ranges import RangeSet
from efitool.report._map_bands import Region
from efitool.report._map_column import ADDRESSES, COLUMN, WIDTH
from efitool.report.map_svg import PANELS, Panel, render
from tests.report.regions import any_regions, drawn, picture, region, words

GIB = 1 << 30


def test_what_a_panel_says() -> None:
    regions = [
        region(0, 3 * GIB),
        region(3 * GIB, 4 * GIB, 15),
        region(8 * GIB, 9 * GIB, 0, 1),
        region(8 * GIB, 8 * GIB),
    ]

    assert words(picture(regions)) == [
        "file",
        "map",
        "4 ranges, 4.0 GiB of memory",
        "empty and not drawn: 1 range",
        "marks, grey where only some have them: ¬WB no write-back",
        "1.0 GiB unaccepted, 25% of memory: 0xc0000000-0x100000000",
        "1.0 GiB EfiUnacceptedMemoryType (1)",
        "3.0 GiB EfiConventionalMemory (2)",
        "1.0 GiB EfiReservedMemoryType (1)",
        "¬WB",
        "0x0",
        "3.0 GiB EfiConventionalMemory",
        "0xc0000000",
        "1.0 GiB EfiUnacceptedMemoryType",
        "0x100000000",
        "4.0 GiB hole",
        "0x200000000",
        "1.0 GiB EfiReservedMemoryType",
        "0x240000000",
        "1 MiB",
        "4 GiB",
        (
            "The bar is to scale. The column is not: 1 MiB to 64.0 GiB grow with the logarithm, "
            "holes less; a zigzag breaks off holes and what is larger."
        ),
    ]


def test_what_is_claimed_twice_or_beyond_all_addresses_is_said() -> None:
    last = region(1 << 63, 1 << 64)
    shown = words(picture([region(0, 8192), region(4096, 12288), last, region(1 << 64, 1 << 66)]))

    assert "4.0 KiB are claimed several times (black bar beside the column)" in shown
    assert "beyond 2^64: 1 range" in shown
    assert "4.0 KiB EfiConventionalMemory, overlapping" in shown


def test_the_bar_is_to_scale() -> None:
    regions = [region(0, GIB, 15), region(GIB, 4 * GIB), region(4 * GIB, 5 * GIB, 0)]
    bar = [box for box in drawn(picture(regions)) if box.kind == "share"]

    assert [(box.x, box.width, box.told) for box in bar] == [
        (20, 240, "EfiUnacceptedMemoryType: 1.0 GiB, 25.0% of memory"),
        (260, 720, "EfiConventionalMemory: 3.0 GiB, 75.0% of memory"),
    ]


@pytest.mark.parametrize("regions", [[], [region(5, 5)], [region(5, 3)], [region(0, 1 << 90, 15)]])
def test_maps_of_nothing_and_of_everything(regions: list[Region]) -> None:
    assert ET.fromstring(picture(regions)).tag.endswith("svg")


def test_maps_stand_one_below_the_other_and_are_not_endless() -> None:
    panels = [Panel(f"map {n}", [region(0, 4096)]) for n in range(PANELS + 3)]

    shown = words(render("log", panels))

    assert [w for w in shown if w.startswith("map ")] == [f"map {n}" for n in range(PANELS)]
    assert "3 maps more are not drawn" in shown


def test_a_hundred_thousand_types_are_a_picture_that_can_be_looked_at() -> None:
    svg = picture([region(n << 12, n + 1 << 12, n) for n in range(100_000)])

    assert len(svg) < 100_000


@settings(deadline=None)
@given(any_regions)
def test_every_picture_holds_what_it_draws(regions: list[Region]) -> None:
    svg = picture(regions)
    high = float(ET.fromstring(svg).get("height", ""))
    boxes = drawn(svg)

    for box in boxes:
        assert 0 <= box.x <= box.x + box.width <= WIDTH
        assert 0 <= box.y < box.y + box.height <= high
    column = [b for b in boxes if ADDRESSES <= b.x < ADDRESSES + COLUMN and b.told[:2] == "0x"]
    assert sorted(column, key=lambda box: box.range) == sorted(
        column, key=lambda box: (round(box.y), box.range)
    )
    unaccepted = RangeSet(b.range for b in column if b.kind == "unaccepted")
    assert RangeSet(r.range for r in regions if r.type == 15) <= unaccepted
