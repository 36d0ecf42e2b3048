"""Every policy on one map as a picture (SVG): a bar for each row of the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from efitool.model.memmap import MemoryType
from efitool.replay.matrix import Cell
from efitool.replay.outcome import Outcome, Result
from efitool.report import _svg
from efitool.report._map_colors import PATTERN, STRONG, color, fill
from efitool.report._map_column import BOLD, MARGIN, WIDTH
from efitool.report._matrix_groups import Group, Row, groups
from efitool.report._svg import Block
from efitool.report.sizes import binary
from efitool.report.verdict import sentence

LOST = "#1a1a1a"
"""What nobody can use is black."""

LINE = 120
"""Letters of a line."""

BAR = WIDTH - 2 * MARGIN


def picture(title: str, cells: Iterable[Cell]) -> str:
    """Return the picture: the bars of all rows have one scale."""
    found = groups(cells)
    most = max((_total(row.result) for group in found for row in group.rows), default=0)
    blocks = [
        Block(36, (_svg.text(MARGIN, 26, title, BOLD, size=17),)),
        *(_note(f"{name}: {meaning}") for name, meaning in _legend()),
        *(block for group in found for block in _group(group, max(most, 1))),
        Block(12, ()),
    ]
    height, elements = _svg.stack(blocks)
    return _svg.document(WIDTH, height, (PATTERN, *elements))


def _legend() -> Iterator[tuple[str, str]]:
    yield "green", "usable and accepted"
    yield "colour of unaccepted memory", "usable, and accepted when it is needed"
    yield "black", "lost; a guest that stops has no bar"


def _note(words: str, **look: str) -> Block:
    return Block(18, (_svg.text(MARGIN, 13, words, look, size=12),))


def _group(group: Group, most: int) -> Iterator[Block]:
    simulated = " (simulated)" if group.firmware.simulated else ""
    heading = f"{group.firmware.name}{simulated}"
    yield Block(34, (_svg.text(MARGIN, 27, heading, BOLD, size=14),))
    for line in wrap(group.firmware.summary, LINE):
        yield _note(line)
    for row in group.rows:
        bad = row.result.outcome is not Outcome.BOOTS
        for line in wrap(row.label, LINE):
            yield _note(line, font_weight="bold")
        for line in wrap(sentence(row.result), LINE):
            yield _note(line, **({"fill": STRONG} if bad else {}))
        yield Block(24, tuple(_bar(row, most)))


def _bar(row: Row, most: int) -> Iterator[str]:
    """Draw what is usable now, what is later, and what never is."""
    result = row.result
    if result.outcome is Outcome.FAILS:
        return  # it has memory, and no use of it
    later = result.unaccepted - result.lost
    parts = (
        ("usable and accepted", result.usable - later, color(MemoryType.CONVENTIONAL)),
        ("not accepted yet", later, fill(MemoryType.UNACCEPTED)),
        ("lost", result.lost, LOST),
    )
    x = float(MARGIN)
    for name, size, paint in parts:
        if size > 0:
            width = BAR * size / most
            yield _svg.box(x, 2, width, 14, f"{binary(size)} {name}", fill=paint)
            x += width


def _total(result: Result) -> int:
    return result.usable + result.lost
