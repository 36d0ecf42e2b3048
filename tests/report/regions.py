"""Regions of which a test says only what it is about, and what a picture of them shows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from efitool.model.ranges import PhysRange
from efitool.report._map_bands import Region
from efitool.report.map_svg import Panel, render

SVG = "{http://www.w3.org/2000/svg}"

addresses = st.one_of(
    st.integers(0, 16), st.integers(0, 1 << 65), st.sampled_from([0, 1 << 20, 4 << 30, 1 << 64])
)
ranges = st.builds(PhysRange, addresses, addresses)
any_regions = st.lists(
    st.builds(
        Region,
        ranges,
        st.one_of(st.sampled_from([7, 15, 15, 0, 0x7000_0001]), st.text(max_size=20)),
        st.one_of(st.none(), st.integers(0, (1 << 64) - 1)),
    ),
    max_size=60,
)


def region(start: int, end: int, type: int | str = 7, attributes: int | None = 0xF) -> Region:
    return Region(PhysRange(start, end), type, attributes)


class Drawn(NamedTuple):
    """A rectangle where it stands in the whole picture, and what it tells."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    fill: str
    told: str

    @property
    def range(self) -> PhysRange:
        """The addresses that it says it is."""
        start, end = self.told.split(":")[0].split("-")
        return PhysRange(int(start, 16), int(end, 16))


def picture(regions: Sequence[Region]) -> str:
    return render("file", [Panel("map", regions)])


def drawn(svg: str) -> list[Drawn]:
    """Return all rectangles that tell something, from top to bottom."""
    return sorted(_drawn(ET.fromstring(svg), 0.0), key=lambda box: box.y)


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]


def _drawn(element: ET.Element, down: float) -> Iterator[Drawn]:
    if moved := element.get("transform"):
        down += float(moved.removeprefix("translate(0 ").removesuffix(")"))
    title = element.find(f"{SVG}title")
    if title is not None:
        x, y, width, height = (float(element.get(n, "")) for n in ("x", "y", "width", "height"))
        look = (element.get("class", ""), element.get("fill", ""))
        yield Drawn(x, down + y, width, height, *look, title.text or "")
    for inner in element:
        yield from _drawn(inner, down)
