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

    Empty ranges cover nothing. Raises `LimitError`.
    """
    values: list[T] = []
    edges: list[tuple[int, bool, int]] = []
    for n, (range, value) in enumerate(pieces):
        values.append(value)
        if range.size:
            edges += ((range.start, True, n), (range.end, False, n))
    open: dict[int, T] = {}
    at = 0
    for address, begins, n in sorted(edges):
        if open and address > at:
            yield PhysRange(at, address), tuple(open.values())
        at = address
        if begins:
            open[n] = values[n]
        else:
            del open[n]
        if len(open) > OVERLAP_LIMIT:
            raise LimitError(f"more than {OVERLAP_LIMIT} ranges overlap at {address:#x}")
