"""Memory maps as a picture (SVG) that is understood at a glance.

Each map is a panel: how much there is of each type, and the address space from low to high. Sizes
there are logarithmic, holes compressed, small ranges between large ones drawn as one; pointing at
a rectangle tells its range. Unaccepted memory is hatched, and nothing else has its colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from efitool.model.memmap import MemoryType
from efitool.model.ranges import BEYOND, RangeSet
from efitool.report import _map_column as column
from efitool.report import _svg
from efitool.report._map_bands import (
    MARKED,
    NOT_WB,
    Part,
    Piece,
    Region,
    bands,
    marks,
    parts,
    pieces,
)
from efitool.report._map_colors import PATTERN, STRONG, color, fill, is_memory, name
from efitool.report._map_column import MARGIN, WIDTH
from efitool.report._svg import Block
from efitool.report.sizes import binary

PANELS = 16
"""Maps of one picture: a log of a hundred boots would be higher than a browser draws."""
LEGEND = 18
"""Types that a legend names."""
LEGEND_COLUMNS = 3
QUOTED = 2
"""Unaccepted ranges that a heading names; the column shows the others."""
LINE = 120
"""Letters of a line of notes."""
MEANINGS = {**{m: f"EFI_MEMORY_{bit.name}" for m, bit in MARKED.items()}, NOT_WB: "no write-back"}


class Panel(NamedTuple):
    """One map to draw: what it is called, and its regions in any order."""

    title: str
    regions: Sequence[Region]


def render(title: str, panels: Sequence[Panel]) -> str:
    """Return a picture of maps, one below the other."""
    left = len(panels) - PANELS
    blocks = [
        _heading(title),
        *(_panel(panel) for panel in panels[:PANELS]),
        *([_note(f"{left} maps more are not drawn")] if left > 0 else []),
        _footer(),
    ]
    height, elements = _svg.stack(blocks)
    return _svg.document(WIDTH, height, (PATTERN, *elements))


def _heading(title: str) -> Block:
    return Block(36, (_svg.text(MARGIN, 26, title, column.BOLD, size=17),))


def _panel(panel: Panel) -> Block:
    cut = list(pieces(panel.regions))
    sizes = parts((r.type, r.range.size) for r in panel.regions)
    drawn = [column.draw(bands(cut))] if cut else []
    return _svg.stack(
        (
            _title(panel.title),
            *(_note(words) for words in _notes(panel.regions, cut, sizes)),
            *_unaccepted(panel.regions, sizes),
            *_scale(sizes),
            *_legend(sizes),
            *drawn,
            Block(20, ()),
        )
    )


def _title(words: str) -> Block:
    rule = _svg.line([(MARGIN, 4), (WIDTH - MARGIN, 4)], stroke="#b3b3b3")
    return Block(32, (rule, _svg.text(MARGIN, 26, words, column.BOLD, size=14)))


def _note(words: str, size: int = 12, **look: str) -> Block:
    return Block(18, (_svg.text(MARGIN, 13, words, look, size=size),))


def _notes(regions: Sequence[Region], cut: Sequence[Piece], sizes: Sequence[Part]) -> Iterator[str]:
    memory = sum(p.size for p in sizes if is_memory(p.type))
    yield f"{_count(regions)}, {binary(memory)} of memory"
    if overlapping := sum(piece.range.size for piece in cut if piece.overlapped):
        yield f"{binary(overlapping)} are claimed several times (black bar beside the column)"
    if empty := [r for r in regions if not r.range.size]:
        yield f"empty and not drawn: {_count(empty)}"
    if beyond := [r for r in regions if r.range.end > BEYOND]:
        yield f"beyond 2^64: {_count(beyond)}"
    used = frozenset[str]().union(*{marks(r.attributes) for r in regions})
    meanings = ", ".join(f"{mark} {text}" for mark, text in MEANINGS.items() if mark in used)
    yield from wrap(f"marks, grey where only some have them: {meanings}" if used else "", LINE)


def _count(regions: Sequence[Region]) -> str:
    return f"{len(regions)} {'range' if len(regions) == 1 else 'ranges'}"


def _unaccepted(regions: Sequence[Region], sizes: Sequence[Part]) -> Iterator[Block]:
    """Say how much is unaccepted, and where."""
    ranges = RangeSet(r.range for r in regions if r.type == MemoryType.UNACCEPTED)
    if ranges:
        memory = sum(p.size for p in sizes if is_memory(p.type))
        where = [str(r) for r in ranges][:QUOTED]
        more = len(ranges) - len(where)
        rest = f" and {more} more" if more else ""
        share = f"{binary(ranges.size)} unaccepted, {ranges.size / memory:.0%} of memory"
        words = f"{share}: {', '.join(where)}{rest}"
        yield _note(words, size=13, font_weight="bold", fill=STRONG)


def _scale(sizes: Sequence[Part]) -> Iterator[Block]:
    """Draw the memory by type to scale, which the column is not."""
    memory = column.few([p for p in sizes if is_memory(p.type) and p.size], LEGEND)
    total = sum(p.size for p in memory)
    x = float(MARGIN)
    boxes = []
    for part in memory:
        width = (WIDTH - 2 * MARGIN) * part.size / total
        told = f"{name(part.type)}: {binary(part.size)}, {part.size / total:.1%} of memory"
        boxes.append(_svg.box(x, 4, width, 18, told, class_="share", fill=fill(part.type)))
        x += width
    if boxes:
        yield Block(28, tuple(boxes))


def _legend(sizes: Sequence[Part]) -> Iterator[Block]:
    """Name the colours, with bytes and ranges of each type."""
    entries = column.few(sizes, LEGEND)
    wide = (WIDTH - 2 * MARGIN) / LEGEND_COLUMNS
    for first in range(0, len(entries), LEGEND_COLUMNS):
        elements: list[str] = []
        for n, part in enumerate(entries[first : first + LEGEND_COLUMNS]):
            x = MARGIN + n * wide
            size = binary(part.size)
            words = f"{size} {name(part.type)} ({part.ranges})"
            swatch = {"fill": fill(part.type), "stroke": color(part.type)}
            elements += (
                _svg.box(x, 2, 20, 12, words, class_="swatch", **swatch),
                _svg.text(x + 27, 12, words, {}, size=11, room=wide - 27),
            )
        yield Block(18, tuple(elements))


def _footer() -> Block:
    words = (
        f"The bar is to scale. The column is not: 1 MiB to {binary(column.TALLEST)} grow with the "
        "logarithm, holes less; a zigzag breaks off holes and what is larger."
    )
    return _svg.stack((_note(words, size=10, fill=column.FAINT), Block(8, ())))
