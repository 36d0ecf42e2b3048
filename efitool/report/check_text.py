"""A replay beside a recording, on a terminal: a line for each point, and what differs in it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from textwrap import wrap

from efitool.replay.check import Check, Point, Verdict
from efitool.report.terminal import Palette, escape

SHOWN = 20
"""Lines of a difference that are shown; the others are counted."""

COMPARED = 2000
"""Lines of a point that are matched with each other; what is behind is only counted."""

SUMS = {
    Verdict.AGREES: "agree",
    Verdict.DIFFERS: "differ",
    Verdict.NOT_PREDICTED: "not predicted",
    Verdict.NOT_RECORDED: "not recorded",
}

VERDICT = max(map(len, Verdict)) + 2
NAME = 36


def render(title: str, check: Check, palette: Palette) -> str:
    """Return the lines, without a line end."""
    kernel, platform = check.scenario.kernel, check.scenario.platform
    about = f"{kernel.summary}; platform {platform}; from the map {check.map.label}"
    head = wrap(escape(about), palette.width - 2)
    counts = ((words, sum(p.verdict is v for p in check.points)) for v, words in SUMS.items())
    sums = ", ".join(f"{count} {words}" for words, count in counts if count)
    lines = (line for point in check.points for line in _point(point, palette))
    return "\n".join((palette.bold(escape(title)), *(f"  {h}" for h in head), *lines, f"  {sums}"))


def _point(point: Point, palette: Palette) -> Iterator[str]:
    paint = {
        Verdict.AGREES: palette.green,
        Verdict.DIFFERS: palette.red,
        Verdict.NOT_PREDICTED: palette.dim,
        Verdict.NOT_RECORDED: palette.dim,
    }[point.verdict]
    indent = " " * (2 + VERDICT)
    said = escape(_said(point))
    first, *more = wrap(said, max(palette.width - 2 - VERDICT - NAME, 30)) or [""]
    verdict = paint(point.verdict) + " " * (VERDICT - len(point.verdict))
    yield f"  {verdict}{point.name:<{NAME}}{first}".rstrip()
    yield from (indent + " " * NAME + line for line in more)
    if point.verdict is Verdict.DIFFERS:
        lines = list(_differences(point))
        yield from (f"{indent}{palette.red(escape(line))}" for line in lines[:SHOWN])
        if len(lines) > SHOWN:
            yield f"{indent}… {len(lines) - SHOWN} more lines"


def _said(point: Point) -> str:
    match point.verdict, point.recorded:
        case Verdict.AGREES, ():
            value = "none"
        case Verdict.AGREES, (one,):
            value = one
        case Verdict.AGREES, many:
            value = f"{len(many)} in order"
        case Verdict.DIFFERS, _:
            value = "predicted -, recorded +"
        case _:
            return point.note
    return f"{value} ({point.note})" if point.note else value


def _differences(point: Point) -> Iterator[str]:
    """Yield the lines that only one side has, in order."""
    one, other = point.predicted, point.recorded
    same = sum(1 for _ in _common(one, other))
    first, second = one[same : same + COMPARED], other[same : same + COMPARED]
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (f"- {line}" for line in first[a:b])
            yield from (f"+ {line}" for line in second[c:d])
    behind = max(len(one), len(other)) - same - COMPARED
    if behind > 0:
        yield f"{behind} lines behind were not compared with each other"


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines that both begin with."""
    for line, beside in zip(one, other, strict=False):
        if line != beside:
            return
        yield line
