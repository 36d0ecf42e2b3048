"""Pieces of GUIDs in code, and which of them can make a whole one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from efitool.errors import LimitError

GUID_SIZE = 16

NEAR = 128
"""Bytes of code within which pieces of one GUID may belong together: compilers schedule a few
instructions between them (Debian kernels: 18; with another configuration 46)."""

MAX_PIECES = 10_000
"""Pieces in one image. Loaders have 250; code made of nothing else would cost seconds."""


class Piece(NamedTuple):
    """The instruction at ``rva`` looks as if it brings in bytes ``start:stop`` of ``guid``.

    ``address`` says that it takes the address of all sixteen in data.
    """

    rva: int
    guid: bytes
    start: int
    stop: int
    address: bool = False


def groups(pieces: Iterable[Piece]) -> list[tuple[Piece, ...]]:
    """Return the runs of pieces near each other that hold all bytes of one GUID, by RVA.

    Raises `LimitError` if there are absurdly many pieces.
    """
    limited = list(islice(pieces, MAX_PIECES + 1))
    if len(limited) > MAX_PIECES:
        raise LimitError(f"code holds more than {MAX_PIECES} pieces of GUIDs")
    of_guid = defaultdict(list)
    for piece in sorted(limited):
        of_guid[piece.guid].append(piece)
    found = []
    for run in of_guid.values():
        first = 0
        while first < len(run):
            count = _whole(run, first)
            if count:
                found.append(tuple(run[first : first + count]))
            first += count or 1
    return sorted(found)


def _whole(run: list[Piece], first: int) -> int:
    """Return how many pieces from ``first`` on make a whole GUID, or 0."""
    held: set[int] = set()
    for count, piece in enumerate(islice(run, first, None), 1):
        if piece.rva - run[first].rva > NEAR:
            break
        held.update(range(piece.start, piece.stop))
        if len(held) == GUID_SIZE:
            return count
    return 0
