"""Two memory maps compared, address by address: the order of descriptors does not count.

Nor do virtual addresses, and descriptors without pages. Attributes count where both maps tell
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from efitool.model.memmap import MemoryMap
from efitool.model.ranges import PhysRange
from efitool.model.sweep import sweep


class Use(NamedTuple):
    """What a descriptor says of its memory."""

    type: int
    attributes: int | None


class Change(NamedTuple):
    """Memory of which the maps say different things.

    There are no uses where a map leaves it out, and several where its descriptors overlap.
    """

    range: PhysRange
    before: tuple[Use, ...]
    after: tuple[Use, ...]

    @property
    def types(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
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

    before: MemoryMap
    after: MemoryMap
    changes: tuple[Change, ...]
    recuts: tuple[Recut, ...]

    def __bool__(self) -> bool:
        return bool(self.changes or self.recuts)

    @property
    def moved(self) -> dict[tuple[tuple[int, ...], tuple[int, ...]], int]:
        """Bytes by the types that they had and have, where these differ."""
        sizes: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
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

    stretches: list[PhysRange]
    uses: tuple[tuple[Use, ...], tuple[Use, ...]]
    pieces: tuple[set[int], set[int]]
    """The starts of each map's descriptors in it; that of the first may be before it."""


def diff(before: MemoryMap, after: MemoryMap) -> MapDiff:
    """Compare two maps. Raises `LimitError` on descriptors that overlap beyond reason."""
    changes, recuts = [], []
    for stretches, (was, now), (old, new) in _runs(
        (*_pieces(before, False), *_pieces(after, True))
    ):
        range = PhysRange(stretches[0].start, stretches[-1].end)
        if was != now:
            changes.append(Change(range, was, now))
        elif {s for s in old if s > range.start} != {s for s in new if s > range.start}:
            recuts.append(Recut(range, now, len(old), len(new)))
    return MapDiff(before, after, tuple(changes), tuple(recuts))


def _pieces(map: MemoryMap, is_after: bool) -> Iterator[tuple[PhysRange, _Piece]]:
    for d in map.descriptors:
        yield d.range, _Piece(is_after, d.start, Use(d.type, d.attributes))


def _runs(pieces: Iterable[tuple[PhysRange, _Piece]]) -> Iterator[_Run]:
    run: _Run | None = None
    for stretch, covering in sweep(pieces):
        sides = (
            tuple(p for p in covering if not p.is_after),
            tuple(p for p in covering if p.is_after),
        )
        uses = _comparable(*(tuple(p.use for p in side) for side in sides))
        if run is None or run.uses != uses or run.stretches[-1].end != stretch.start:
            if run:
                yield run
            run = _Run([], uses, (set(), set()))
        run.stretches.append(stretch)
        for starts, side in zip(run.pieces, sides, strict=True):
            starts.update(p.start for p in side)
    if run:
        yield run


def _comparable(
    before: tuple[Use, ...], after: tuple[Use, ...]
) -> tuple[tuple[Use, ...], tuple[Use, ...]]:
    """Put uses in order, without attributes where either map does not tell them."""
    if any(u.attributes is None for u in (*before, *after)):
        before, after = (tuple(Use(u.type, None) for u in uses) for uses in (before, after))
    return tuple(sorted(before, key=_order)), tuple(sorted(after, key=_order))


def _order(use: Use) -> tuple[int, int]:
    return use.type, -1 if use.attributes is None else use.attributes
