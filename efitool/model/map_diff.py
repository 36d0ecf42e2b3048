"""Two maps of one sort compared, address by address: the order of descriptors does not count.

Nor do virtual addresses, and descriptors without pages. Attributes count where both maps tell
them. Tables of e820 are maps without attributes, and so are lists, whose names are the types.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from efitool.model.e820 import E820Map, type_word
from efitool.model.memmap import PAGE, MemoryMap
from efitool.model.named_ranges import RangeList
from efitool.model.ranges import PhysRange
from efitool.model.sweep import sweep

AnyMap: TypeAlias = MemoryMap | E820Map | RangeList

Type: TypeAlias = int | str
"""EFI's number of a type, or the word of another form."""


class Use(NamedTuple):
    """What a descriptor says of its memory."""

    type: Type
    attributes: int | None


class Change(NamedTuple):
    """Memory of which the maps say different things.

    There are no uses where a map leaves it out, and several where its descriptors overlap.
    """

    range: PhysRange
    before: tuple[Use, ...]
    after: tuple[Use, ...]

    @property
    def types(self) -> tuple[tuple[Type, ...], tuple[Type, ...]]:
        """The types before and after."""
        return tuple(u.type for u in self.before), tuple(u.type for u in self.after)


class Recut(NamedTuple):
    """Memory of which the maps say the same in different descriptors, so many of each map.

    It matters to who rounds each descriptor by itself, as Linux does unaccepted memory.
    """

    range: PhysRange
    uses: tuple[Use, ...]
    before: int
    after: int


class MapDiff(NamedTuple):
    """What differs between two maps, from the lowest address to the highest."""

    before: AnyMap
    after: AnyMap
    changes: tuple[Change, ...]
    recuts: tuple[Recut, ...]

    def __bool__(self) -> bool:
        return bool(self.changes or self.recuts)

    @property
    def moved(self) -> dict[tuple[tuple[Type, ...], tuple[Type, ...]], int]:
        """Bytes by the types that they had and have, where these differ."""
        sizes: dict[tuple[tuple[Type, ...], tuple[Type, ...]], int] = {}
        for change in self.changes:
            before, after = change.types
            if before != after:
                sizes[before, after] = sizes.get((before, after), 0) + change.range.size
        return dict(sorted(sizes.items()))


class _Piece(NamedTuple):
    """A descriptor of one of the two maps."""

    is_after: bool
    start: int
    use: Use


class _Run(NamedTuple):
    """Stretches next to each other of which each map says one thing."""

    range: PhysRange
    uses: tuple[tuple[Use, ...], tuple[Use, ...]]
    pieces: tuple[set[int], set[int]]
    """The starts of each map's descriptors in it; that of the first may be before it."""


def diff(before: AnyMap, after: AnyMap) -> MapDiff:
    """Compare two maps. Raises `LimitError` on descriptors that overlap beyond reason."""
    changes, recuts = [], []
    for range, (was, now), (old, new) in _runs(before, after):
        if was != now:
            changes.append(Change(range, was, now))
        elif {s for s in old if s > range.start} != {s for s in new if s > range.start}:
            recuts.append(Recut(range, now, len(old), len(new)))
    return MapDiff(before, after, tuple(changes), tuple(recuts))


def uses(map: AnyMap) -> Iterator[tuple[PhysRange, Use]]:
    """Yield each range of a map with what it is used for, from the lowest to the highest."""
    match map:
        case MemoryMap():
            in_order = sorted(map.descriptors, key=itemgetter(1))
            for type, start, _, pages, attributes in in_order:  # properties take twice as long
                yield PhysRange(start, start + pages * PAGE), Use(type, attributes)
        case E820Map():
            for e in sorted(map.entries):
                yield e.range, Use(type_word(e.type), None)
        case RangeList():
            for r in sorted(map.ranges):
                yield r.range, Use(r.name, None)


def _pieces(map: AnyMap, is_after: bool) -> Iterator[tuple[PhysRange, _Piece]]:
    for range, use in uses(map):
        yield range, _Piece(is_after, range.start, use)


def _runs(before: AnyMap, after: AnyMap) -> Iterator[_Run]:
    run: _Run | None = None
    pieces = merge(_pieces(before, False), _pieces(after, True), key=_start)
    for stretch, covering in sweep(pieces):
        was, now = _comparable(
            tuple([p.use for p in covering if not p.is_after]),
            tuple([p.use for p in covering if p.is_after]),
        )
        if run and run.uses == (was, now) and run.range.end == stretch.start:
            run = run._replace(range=PhysRange(run.range.start, stretch.end))
        else:
            if run:
                yield run
            run = _Run(stretch, (was, now), (set(), set()))
        for piece in covering:
            run.pieces[piece.is_after].add(piece.start)
    if run:
        yield run


def _start(piece: tuple[PhysRange, _Piece]) -> int:
    return piece[0].start


def _comparable(
    before: tuple[Use, ...], after: tuple[Use, ...]
) -> tuple[tuple[Use, ...], tuple[Use, ...]]:
    """Put uses in order, without attributes where either map does not tell them."""
    if before == after and len(before) < 2:
        return before, before
    if any(u.attributes is None for u in (*before, *after)):
        before, after = (tuple(Use(u.type, None) for u in uses) for uses in (before, after))
    return tuple(sorted(before, key=_order)), tuple(sorted(after, key=_order))


def _order(use: Use) -> tuple[Type, int]:
    return use.type, -1 if use.attributes is None else use.attributes
