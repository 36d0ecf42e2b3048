"""Which of many ranges cover each address, from the lowest to the highest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from efitool.errors import LimitError
from efitool.model.ranges import PhysRange

OVERLAP_LIMIT = 64
"""Ranges over one address. A map has one; nested ones of a million would take for ever."""

T = TypeVar("T")


def sweep(pieces: Iterable[tuple[PhysRange, T]]) -> Iterator[tuple[PhysRange, tuple[T, ...]]]:
    """Yield each stretch without an edge inside, and what covers it; holes are left out.

    Pieces come in the order of their starts, and no more are held than cover one address. Empty
    ranges cover nothing. Raises `LimitError`.
    """
    open: list[tuple[int, T]] = []
    at = 0
    for (start, end), value in pieces:
        if end <= start:
            continue
        while open and at < start:
            stop = min(start, min(last for last, _ in open))
            yield PhysRange(at, stop), tuple(covering for _, covering in open)
            open = [piece for piece in open if piece[0] > stop]
            at = stop
        at = start
        open.append((end, value))
        if len(open) > OVERLAP_LIMIT:
            raise LimitError(f"more than {OVERLAP_LIMIT} ranges overlap at {start:#x}")
    while open:
        stop = min(last for last, _ in open)
        yield PhysRange(at, stop), tuple(covering for _, covering in open)
        open = [piece for piece in open if piece[0] > stop]
        at = stop
