"""What `efitool collect` takes, as a table that can be read before anything is handed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from efitool.model.collected import Collected, Left
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape

NAME = 40
SIZE = 12


def listed(collected: Collected, never: Iterable[tuple[str, str]], palette: Palette) -> str:
    """Return what is taken with sizes and reasons, what is not, and what never is."""
    size = sum(len(taken.content) for taken in collected.taken)
    count = len(collected.taken)
    files = "file" if count == 1 else "files"
    blocks = [[palette.bold(f"Taken: {count} {files}, {binary(size)} before packing")]]
    for taken in collected.taken:
        why = f"{taken.why} ({taken.note})" if taken.note else taken.why
        blocks[0] += _row(taken.name, binary(len(taken.content)), why, palette)
    if collected.left:
        rows = [row for left in collected.left for row in _row(left.path, "", left.why, palette)]
        blocks.append([palette.bold("Not taken"), *rows])
    rows = [row for what, why in never for row in _row(what, "", why, palette)]
    blocks.append([palette.bold("Never taken"), *rows])
    return "\n\n".join("\n".join(block) for block in blocks)


def refused(left: Iterable[Left]) -> Iterator[str]:
    """Yield a line for each file that is there and could not be read."""
    yield from (f"{piece.path}: not taken: {piece.why}" for piece in left if piece.refused)


def _row(name: str, size: str, why: str, palette: Palette) -> Iterator[str]:
    """Yield the lines of one row: a long name has a line of its own, reasons are wrapped."""
    shown = escape(name)
    head = f"  {shown:<{NAME}}{size:>{SIZE}}"
    indent = len(f"  {'':<{NAME}}{'':>{SIZE}}  ")
    first, *more = wrap(escape(why), max(palette.width - indent, 20))
    if len(head) > indent - 2:
        yield f"  {shown}"
        head = f"  {'':<{NAME}}{size:>{SIZE}}"
    yield f"{head}  {first}"
    yield from (" " * indent + line for line in more)
