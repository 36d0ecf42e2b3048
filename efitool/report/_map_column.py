"""The column of a picture: addresses from low to high, a rectangle for each band."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import log2

from efitool.model.memmap import MemoryType
from efitool.report import _svg
from efitool.report._map_bands import MARKED, NOT_WB, Band, Part
from efitool.report._map_colors import STRONG, fill, name
from efitool.report._svg import Block
from efitool.report.sizes import binary

WIDTH = 1000
MARGIN = 20
ADDRESSES = 190
"""Where addresses end and the column begins."""
COLUMN = 180
"""Its width."""
MARK = 22
"""Width of a column of marks."""
HEAD = 20
ROW = 15
"""Height of what is smallest: a line of text fits."""
DOUBLING = 4
"""By how much twice the size is higher, from a mebibyte on; a hole is compressed further."""
TALLEST = 64 << 30
"""Beyond, sizes are broken off: a terabyte is drawn like this, with a zigzag."""
NAMED = 2
"""Types of a band that its label names."""
PARTS = 6
"""Types of a band that are drawn, the rest as one: a hostile band has a million."""

BORDERS = {0x10_0000: "1 MiB", 0x1_0000_0000: "4 GiB"}
"""Below the first, old firmware lives; below the second, devices of 32 bits."""

FAINT = "#707070"
BOLD = {"font_weight": "bold"}
CODE = "DejaVu Sans Mono, Menlo, Consolas, monospace"


def draw(bands: Sequence[Band]) -> Block:
    """Return the column of bands that touch each other."""
    used = set[str]().union(*(band.some for band in bands))
    marks = [mark for mark in (*MARKED, NOT_WB) if mark in used]
    tops = list(accumulate((height(band) for band in bands), initial=float(HEAD)))
    elements = [
        *_head(marks),
        *(e for band, y in zip(bands, tops, strict=False) for e in _band(band, y, marks)),
        _address(bands[-1].range.end, tops[-1]),
        *_borders(bands, tops),
    ]
    return Block(tops[-1] + ROW, tuple(elements))


def height(band: Band) -> float:
    """Return how high a band is drawn: never less for more bytes."""
    doublings = log2(max(min(band.range.size, TALLEST), 1 << 20)) - 20
    return ROW + doublings * (DOUBLING if band.parts else 1)


def _head(marks: list[str]) -> Iterator[str]:
    for n, mark in enumerate(marks):
        x = ADDRESSES + COLUMN + (n + 0.5) * MARK + 4
        yield _svg.text(x, HEAD - 6, mark, {"fill": FAINT, "text_anchor": "middle"}, size=9)


def _band(band: Band, y: float, marks: list[str]) -> Iterator[str]:
    tall = height(band)
    yield _address(band.range.start, y)
    yield from _parts(band, y, tall) if band.parts else _hole(band, y, tall)
    if not band.parts or band.range.size > TALLEST:
        yield from _break(y + tall / 2)
    for n, mark in enumerate(marks):
        if mark in band.some:
            every = mark in band.every
            told = f"{mark}: {'all' if every else 'some'} of {band.range}"
            x = ADDRESSES + COLUMN + (n + 0.5) * MARK
            shade = {"fill": "#404040" if every else "#c8c8c8"}
            yield _svg.box(x, y + 1.5, 8, tall - 3, told, class_="mark", **shade)
    x = ADDRESSES + COLUMN + len(marks) * MARK + 14
    yield _label(band, x, y + tall / 2 + 4)


def _label(band: Band, x: float, y: float) -> str:
    fill = STRONG if band.unaccepted else _svg.INK if band.parts else FAINT
    weight = "bold" if band.unaccepted else "normal"
    slant = "normal" if band.parts else "italic"
    look = {"fill": fill, "font_weight": weight, "font_style": slant}
    return _svg.text(x, y, label(band), look, size=11, room=WIDTH - x)


def label(band: Band) -> str:
    """Say in a line what a band holds."""
    size = binary(band.range.size)
    if not band.parts:
        return f"{size} hole"
    overlap = ", overlapping" if band.overlapped else ""
    first, *others = band.parts
    if band.ranges == 1:
        return f"{size} {name(first.type)}{overlap}"
    if first.type == MemoryType.UNACCEPTED and others:
        return f"{binary(first.size)} unaccepted of {size}{overlap}, {band.ranges} ranges"
    named = ", ".join(f"{p.ranges} {name(p.type)}" for p in band.parts[:NAMED])
    rest = sum(p.ranges for p in band.parts[NAMED:])
    more = f" and {rest} more" if rest else ""
    return f"{size}{overlap}, {band.ranges} ranges: {named}{more}"


def _parts(band: Band, y: float, tall: float) -> Iterator[str]:
    """Draw the types of a band side by side, each as wide as its share of the bytes."""
    parts = few(band.parts, PARTS)
    x = float(ADDRESSES)
    for part, width in zip(parts, shares(parts, COLUMN), strict=True):
        count = f"{part.ranges} ranges, " if band.ranges > 1 else ""
        told = f"{band.range}: {count}{binary(part.size)} {name(part.type)}"
        unaccepted = part.type == MemoryType.UNACCEPTED
        look = {"class_": "unaccepted", "stroke": STRONG} if unaccepted else {"stroke": "#ffffff"}
        line = 1.5 if unaccepted else 0.75
        yield _svg.box(x, y, width, tall, told, fill=fill(part.type), stroke_width=line, **look)
        x += width
    if band.overlapped:
        told = f"{band.range}: claimed more than once"
        yield _svg.box(ADDRESSES - 5, y, 4, tall, told, class_="overlap", fill="#000000")


def few(parts: Sequence[Part], count: int) -> tuple[Part, ...]:
    """Return the first so many parts, the last of which is all that follow."""
    if len(parts) <= count:
        return tuple(parts)
    rest = parts[count - 1 :]
    others = Part(f"{len(rest)} others", sum(p.ranges for p in rest), sum(p.size for p in rest))
    return (*parts[: count - 1], others)


def shares(parts: Sequence[Part], width: float) -> list[float]:
    """Share a width by bytes; what is there can be seen, what is unaccepted can be seen well."""
    total = sum(p.size for p in parts)
    wanted = [max(p.size / total, 0.15 if p.type == MemoryType.UNACCEPTED else 0.02) for p in parts]
    return [width * share / sum(wanted) for share in wanted]


def _hole(band: Band, y: float, tall: float) -> Iterator[str]:
    told = f"{band.range}: {label(band)}"
    yield _svg.box(ADDRESSES, y, COLUMN, tall, told, class_="hole", fill="#f6f6f6")


def _break(y: float) -> Iterator[str]:
    """Draw a zigzag: the size is larger than it looks."""
    points = [(ADDRESSES + 5 * n, y + (2 if n % 2 else -2)) for n in range(COLUMN // 5 + 1)]
    yield _svg.line(points, stroke="#ffffff", stroke_width=5)
    yield _svg.line(points, stroke=FAINT, stroke_width=1)


def _address(address: int, y: float) -> str:
    look = {"font_family": CODE, "text_anchor": "end"}
    return _svg.text(ADDRESSES - 10, y + 4, f"{address:#x}", look, size=11)


def _borders(bands: Sequence[Band], tops: Sequence[float]) -> Iterator[str]:
    """Draw a dashed line at each border that the bands cross or touch."""
    for address, words in BORDERS.items():
        for band, (top, bottom) in zip(bands, pairwise(tops), strict=True):
            start, end = band.range
            if start <= address < end:
                y = top + (bottom - top) * (address - start) / (end - start)
                for left, right in ((MARGIN, MARGIN + 50), (ADDRESSES - 6, ADDRESSES + COLUMN)):
                    ends = [(left, y), (right, y)]
                    yield _svg.line(ends, stroke="#000000", stroke_dasharray="5 3")
                yield _svg.text(MARGIN, y - 3, words, BOLD, size=10)
