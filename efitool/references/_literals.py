"""Halves of GUIDs that stand alone in data, for code to load: compilers pool constants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from efitool.references._image_map import Run
from efitool.references._pieces import Parts

HALF = 8

UNIFORM = frozenset(bytes([byte]) * HALF for byte in range(256))
"""Eight equal bytes stand anywhere and tell nothing."""

CHUNK = 2048
"""Doublewords compared in one call."""


def lone_halves(runs: Iterable[Run], parts: Parts) -> Iterator[int]:
    """Yield the RVAs of doublewords that are halves of GUIDs, at multiples of their size."""
    known = {part for part in parts if len(part) == HALF} - UNIFORM
    wanted = frozenset(memoryview(b"".join(known)).cast("Q"))
    for run in runs:
        words = memoryview(run.data)[: len(run.data) // HALF * HALF].cast("Q")
        for start in range(0, len(words), CHUNK):
            chunk = words[start : start + CHUNK]
            if not wanted.isdisjoint(chunk):
                yield from (
                    run.rva + HALF * at for at, word in enumerate(chunk, start) if word in wanted
                )
