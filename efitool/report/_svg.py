"""Elements of an SVG picture as text (SVG 1.1, 5 and 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from efitool.report import terminal

FONT = "DejaVu Sans, Verdana, Arial, Helvetica, sans-serif"
INK = "#1a1a1a"
LETTER = 0.63
"""Width of a letter beside its height, in the widest of these fonts; most letters are narrower."""

TOLD = 200
"""Letters of what a rectangle tells."""


class Block(NamedTuple):
    """A part of a picture that begins at the top left: its height, and its elements."""

    height: float
    elements: tuple[str, ...]


def stack(blocks: Iterable[Block]) -> Block:
    """Return blocks one below the other."""
    y = 0.0
    placed = []
    for height, elements in blocks:
        placed.append(element("g", *elements, transform=f"translate(0 {_short(y)})"))
        y += height
    return Block(y, tuple(placed))


def element(tag: str, *content: str, **attributes: object) -> str:
    """Return an element; ``stroke_width`` is ``stroke-width``, and ``class_`` is ``class``."""
    values = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{values}>{''.join(content)}</{tag}>" if content else f"<{tag}{values}/>"


def text(
    x: float,
    y: float,
    words: str,
    look: Mapping[str, object],
    *,
    size: int,
    room: float = 960,
) -> str:
    """Return a line of text whose base line begins (or, by its anchor, ends) there.

    The words may come from a file: what would not fit into the room is cut off.
    """
    place = {"x": _short(x), "y": _short(y)}
    content = _plain(words, int(room / (size * LETTER)))
    return element("text", content, **place, font_size=size, **look)


def box(x: float, y: float, width: float, height: float, told: str, **attributes: object) -> str:
    """Return a rectangle, and what it tells whoever points at it."""
    place = {"x": _short(x), "y": _short(y), "width": _short(width), "height": _short(height)}
    title = element("title", _plain(told, TOLD))
    return element("rect", title, **place, **attributes)


def line(points: Sequence[tuple[float, float]], **attributes: object) -> str:
    """Return an open line through points."""
    path = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
    return element("polyline", points=path, fill="none", **attributes)


def document(width: int, height: float, elements: Iterable[str]) -> str:
    """Return a whole picture on white, in its natural size."""
    size = {"width": width, "height": _short(height), "viewBox": f"0 0 {width} {_short(height)}"}
    paper = element("rect", width="100%", height="100%", fill="#ffffff")
    body = "\n".join((paper, *elements))
    root = element(
        "svg",
        f"\n{body}\n",
        xmlns="http://www.w3.org/2000/svg",
        **size,
        font_family=FONT,
        fill=INK,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'


def _plain(words: str, letters: int) -> str:
    """Escape what XML would obey, and what it cannot hold; cut what is longer."""
    shown = terminal.escape(words)
    return escape(shown if len(shown) <= letters else f"{shown[: letters - 1]}…")


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
