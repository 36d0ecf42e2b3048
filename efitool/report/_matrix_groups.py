"""A matrix as a person reads it: what comes out the same stands in one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from efitool.replay.matrix import Cell
from efitool.replay.outcome import Result
from efitool.replay.scenario import FirmwareProfile, Platform

MANY = 3
"""Neighbours in a list of which only the first and the last are named."""


class Row(NamedTuple):
    """Kernels under which one firmware comes to the same on some platforms."""

    label: str
    result: Result
    operations: str
    """How many on each platform."""


class Group(NamedTuple):
    """One firmware, with its rows in the order of kernels."""

    firmware: FirmwareProfile
    rows: tuple[Row, ...]


def groups(cells: Iterable[Cell]) -> tuple[Group, ...]:
    """Put together what differs in name only."""
    return tuple(
        Group(firmware, tuple(_rows(tuple(of_one))))
        for firmware, of_one in groupby(cells, lambda cell: cell.firmware)
    )


def _rows(cells: Sequence[Cell]) -> Iterator[Row]:
    """Merge first the platforms on which a kernel does the same, then the kernels."""
    kernels = list(dict.fromkeys(cell.kernel.name for cell in cells))
    platforms = tuple(dict.fromkeys(cell.platform for cell in cells))
    results: list[Result] = []
    same: dict[tuple[str, int], list[Cell]] = {}
    for kernel in kernels:
        for cell in (c for c in cells if c.kernel.name == kernel):
            if cell.result not in results:
                results.append(cell.result)
            same.setdefault((kernel, results.index(cell.result)), []).append(cell)
    rows: dict[tuple[tuple[Platform, ...], int], list[Cell]] = {}
    for (_, n), of_kernel in same.items():
        rows.setdefault((tuple(c.platform for c in of_kernel), n), []).extend(of_kernel)
    for (on, n), of_row in rows.items():
        names = {c.kernel.name for c in of_row}
        where = "" if on == platforms else f" on {', '.join(on)}"
        yield Row(f"{_spans(names, kernels)}{where}", results[n], _operations(of_row))


def _spans(names: set[str], order: Sequence[str]) -> str:
    """Name some of a list: neighbours by the first and the last of them."""
    spans = [[*run] for chosen, run in groupby(order, names.__contains__) if chosen]
    told = (f"{s[0]} … {s[-1]}" if len(s) >= MANY else ", ".join(s) for s in spans)
    return "every kernel" if 1 < len(order) == len(names) else ", ".join(told)


def _operations(cells: Iterable[Cell]) -> str:
    """Count for each platform; kernels can differ where the result is the same."""
    counts: dict[Platform, set[int]] = {}
    for cell in cells:
        counts.setdefault(cell.platform, set()).add(cell.operations)
    spans = ((p, f"{min(n):,}", f"{max(n):,}") for p, n in counts.items() if max(n))
    return ", ".join(f"{p} {a if a == b else f'{a} to {b}'}" for p, a, b in spans)
