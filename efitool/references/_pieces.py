"""Pieces of GUIDs in code, and which of them can make a whole one."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TypeAlias

from efitool.errors import LimitError

GUID_SIZE = 16

NEAR = 128
"""Bytes of code within which pieces that are not seen to meet may belong together: compilers
schedule a few instructions between them (Debian kernels: 18; with another configuration 46)."""

MAX_PIECES = 10_000
"""Pieces in one image. Loaders have 250; code made of nothing else would cost seconds."""


Parts: TypeAlias = Mapping[bytes, list[tuple[bytes, int]]]
"""Bytes of which GUIDs, and where in them."""


class Piece(NamedTuple):
    """The instruction at ``rva`` looks as if it brings in bytes ``start:stop`` of ``guid``.

    ``address`` says that it takes the address of all sixteen in data.
    """

    rva: int
    guid: bytes
    start: int
    stop: int
    address: bool = False


def parts_of(known: Iterable[bytes], sizes: Sequence[int]) -> Parts:
    """Return the parts of some sizes that GUIDs consist of."""
    found = defaultdict(list)
    for guid in known:
        for size in sizes:
            for start in range(0, GUID_SIZE, size):
                found[guid[start : start + size]].append((guid, start))
    return found


def complete(pieces: Iterable[Piece], starts: Sequence[int]) -> list[Piece]:
    """Return the pieces, by RVA, of which one function or a few lines hold a whole GUID.

    ``starts`` are where functions seem to start. Raises `LimitError` if there are absurdly many
    pieces.
    """
    limited = list(islice(pieces, MAX_PIECES + 1))
    if len(limited) > MAX_PIECES:
        raise LimitError(f"code holds more than {MAX_PIECES} pieces of GUIDs")
    distinct = set(limited)
    found = {piece for group in groups(distinct) for piece in group}
    of_function = defaultdict(list)
    for piece in distinct:
        of_function[piece.guid, bisect_right(starts, piece.rva)].append(piece)
    for together in of_function.values():
        if _count_to_whole(together):
            found.update(together)
    return sorted(found)


def groups(pieces: Iterable[Piece]) -> list[tuple[Piece, ...]]:
    """Return the runs of pieces near each other that hold all bytes of one GUID, by RVA."""
    of_guid = defaultdict(list)
    for piece in sorted(pieces):
        of_guid[piece.guid].append(piece)
    found = []
    for run in of_guid.values():
        rvas = [piece.rva for piece in run]
        first = 0
        while first < len(run):
            count = _count_to_whole(run[first : bisect_right(rvas, rvas[first] + NEAR)])
            if count:
                found.append(tuple(run[first : first + count]))
            first += count or 1
    return sorted(found)


def _count_to_whole(pieces: Iterable[Piece]) -> int:
    """Return how many of the pieces, from the first on, make a whole GUID, or 0."""
    held: set[int] = set()
    for count, piece in enumerate(pieces, 1):
        held.update(range(piece.start, piece.stop))
        if len(held) == GUID_SIZE:
            return count
    return 0
