"""What of a memory map a picture shows by itself, and what it shows together with neighbours.

A firmware's map has a hundred descriptors of a few pages and three that hold nearly all memory; a
hostile one has a million. A picture has room for some dozens of bands: what is large, unaccepted
or out of the ordinary gets one of its own, the run of small ranges between two of those shares one.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from efitool.model.memmap import MemoryAttribute, MemoryType
from efitool.model.ranges import PhysRange

LARGEST = 24
"""Ranges and holes that are shown by themselves for their size."""
UNACCEPTED = 16
"""Unaccepted ranges that are, however small."""
UNUSUAL = 6
"""Ranges that are because they overlap, or because of an attribute that few have."""

RARE = MemoryAttribute.SP | MemoryAttribute.HOT_PLUGGABLE | MemoryAttribute.NV
CACHES = MemoryAttribute.UC | MemoryAttribute.WC | MemoryAttribute.WT | MemoryAttribute.WB
MARKED = {
    "RT": MemoryAttribute.RUNTIME,
    "RO": MemoryAttribute.RO,
    "XP": MemoryAttribute.XP,
    "RP": MemoryAttribute.RP,
    "WP": MemoryAttribute.WP,
    "SP": MemoryAttribute.SP,
    "HP": MemoryAttribute.HOT_PLUGGABLE,
    "NV": MemoryAttribute.NV,
    "MR": MemoryAttribute.MORE_RELIABLE,
    "CC": MemoryAttribute.CPU_CRYPTO,
}
"""The attributes that are marked, by the two letters that a column has room for."""
NOT_WB = "¬WB"
"""Marks what has attributes of caching, write-back not among them."""


class Region(NamedTuple):
    """One range of a map, in whatever form it was found."""

    range: PhysRange
    type: int | str
    """A `MemoryType` or another number of an EFI map, or the word that another form has."""
    attributes: int | None = None


class Piece(NamedTuple):
    """Addresses that belong to one region, however many claim them, or to none: a hole."""

    range: PhysRange
    region: Region | None
    overlapped: bool
    """Whether several regions claim them."""


class Part(NamedTuple):
    """What a band holds of one type."""

    type: int | str
    ranges: int
    size: int
    """Bytes."""


class Band(NamedTuple):
    """Addresses that are drawn as one: a piece, or a run of small ones. A hole has no parts."""

    range: PhysRange
    parts: tuple[Part, ...]
    """Unaccepted memory first, then the most bytes."""
    every: frozenset[str]
    """Marks that all pieces have."""
    some: frozenset[str]
    """Marks that any piece has."""
    overlapped: bool

    @property
    def ranges(self) -> int:
        return sum(part.ranges for part in self.parts)

    @property
    def unaccepted(self) -> bool:
        return any(part.type == MemoryType.UNACCEPTED for part in self.parts)


def bands(pieces: Sequence[Piece]) -> list[Band]:
    """Return the bands of a map, in the order of addresses and without a gap."""
    alone = _alone(pieces)
    runs = groupby(enumerate(pieces), lambda item: item[0] if item[0] in alone else None)
    return [_band([piece for _, piece in run]) for _, run in runs]


def pieces(regions: Iterable[Region]) -> Iterator[Piece]:
    """Cut the addresses wherever a region begins or ends; those without a byte are left out.

    Of several regions that claim an address an unaccepted one has it, else the smallest.
    """
    there = (r for r in regions if r.range.size)
    ranked = sorted(there, key=lambda r: (r.type != MemoryType.UNACCEPTED, r.range.size))
    edges = sorted((address, rank) for rank, r in enumerate(ranked) for address in r.range)
    open: list[int] = []
    claims = 0
    at = edges[0][0] if edges else 0
    for address, rank in edges:
        if address > at:
            while open and ranked[open[0]].range.end <= at:
                heapq.heappop(open)
            owner = ranked[open[0]] if open else None
            yield Piece(PhysRange(at, address), owner, claims > 1)
            at = address
        if address == ranked[rank].range.start:
            heapq.heappush(open, rank)
            claims += 1
        else:
            claims -= 1


@lru_cache(maxsize=256)
def marks(attributes: int | None) -> frozenset[str]:
    """Return the marks of an attribute word."""
    word = attributes or 0
    odd = {NOT_WB} if word & CACHES and not word & MemoryAttribute.WB else set()
    return frozenset(odd.union(name for name, bit in MARKED.items() if word & bit))


def _alone(pieces: Sequence[Piece]) -> set[int]:
    """Return which pieces get a band of their own."""

    def largest(count: int, candidates: Iterable[int]) -> list[int]:
        return heapq.nlargest(count, candidates, key=lambda n: pieces[n].range.size)

    owned = [(n, p, p.region) for n, p in enumerate(pieces) if p.region]
    unaccepted = (n for n, _, region in owned if region.type == MemoryType.UNACCEPTED)
    unusual = (
        n for n, piece, region in owned if piece.overlapped or (region.attributes or 0) & RARE
    )
    return {
        *largest(LARGEST, range(len(pieces))),
        *largest(UNACCEPTED, unaccepted),
        *largest(UNUSUAL, unusual),
    }


def _band(run: Sequence[Piece]) -> Band:
    owned = [(piece.range.size, piece.region) for piece in run if piece.region]
    found = {marks(region.attributes) for _, region in owned}
    return Band(
        PhysRange(run[0].range.start, run[-1].range.end),
        parts((region.type, size) for size, region in owned),
        frozenset.intersection(*found) if found else frozenset(),
        frozenset().union(*found),
        any(piece.overlapped for piece in run),
    )


def parts(sizes: Iterable[tuple[int | str, int]]) -> tuple[Part, ...]:
    """Add up bytes by type: unaccepted memory first, then the most bytes."""
    found: dict[int | str, Part] = {}
    for type, size in sizes:
        _, count, total = found.get(type, (type, 0, 0))
        found[type] = Part(type, count + 1, total + size)
    return tuple(
        sorted(found.values(), key=lambda part: (part.type != MemoryType.UNACCEPTED, -part.size))
    )
