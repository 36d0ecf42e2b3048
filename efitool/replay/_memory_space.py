"""Firmware's map after some of its unaccepted memory became something else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from efitool.model.memmap import PAGE, MemoryAttribute, MemoryDescriptor, MemoryType
from efitool.model.ranges import BEYOND, PhysRange

DROPPED = (
    0x07 << 56
    | MemoryAttribute.RUNTIME
    | MemoryAttribute.RP
    | MemoryAttribute.XP
    | MemoryAttribute.RO
)
"""What edk2 does not keep of a region's attributes when it becomes ordinary memory.

edk2, OvmfPkg/AmdSevDxe/AmdSevDxe.c, AcceptAllMemory(); bits 56 to 58 are edk2's own.
"""


class Change(NamedTuple):
    """Addresses that were unaccepted and have another type, or None: the map has them no more."""

    range: PhysRange
    type: int | None


def changed(
    descriptors: Sequence[MemoryDescriptor], changes: Iterable[Change]
) -> tuple[MemoryDescriptor, ...]:
    """Return the map after changes that do not overlap.

    What is new is merged with what touches it and is equal, and takes its place by address:
    edk2 lists memory that may be allocated in that order, all else behind.
    edk2, MdeModulePkg/Core/Dxe/Mem/Page.c, CoreGetMemoryMap(), MergeMemoryMapDescriptor().
    """
    ordered = sorted(changes)
    starts = [change.range.start for change in ordered]
    kept: list[MemoryDescriptor] = []
    new: list[MemoryDescriptor] = []
    for d in descriptors:
        if d.type != MemoryType.UNACCEPTED:
            kept.append(d)
            continue
        first = max(bisect_right(starts, d.start) - 1, 0)
        inside = ordered[first : bisect_right(starts, max(d.end - 1, d.start))]
        for piece in _pieces(d, inside):
            (kept if piece.type == MemoryType.UNACCEPTED else new).append(piece)
    return tuple(_placed(*_merged(kept, new)))


def _pieces(d: MemoryDescriptor, changes: Iterable[Change]) -> Iterator[MemoryDescriptor]:
    """Yield a descriptor cut at the changes in it, without what is gone."""
    at, last = d.start, min(d.end, BEYOND)
    attributes = None if d.attributes is None else d.attributes & ~DROPPED
    for (start, end), type in changes:
        start, end = max(start, at), min(end, last)
        if start >= end:
            continue
        if at < start:
            yield d._replace(start=at, pages=(start - at) // PAGE)
        if type is not None:
            yield MemoryDescriptor(type, start, d.virtual_start, (end - start) // PAGE, attributes)
        at = end
    if at == d.start:
        yield d
    elif at < last:
        yield d._replace(start=at, pages=(last - at) // PAGE)


def _merged(
    kept: list[MemoryDescriptor], new: list[MemoryDescriptor]
) -> tuple[list[MemoryDescriptor], list[MemoryDescriptor]]:
    """Join new descriptors with those that they touch; return the map, and what found none."""
    own: list[MemoryDescriptor] = []
    for d in sorted(new, key=lambda d: d.start):
        if own and own[-1].end == d.start and _alike(own[-1], d):
            own[-1] = _joined(own[-1], d)
        else:
            own.append(d)
    types = {d.type for d in own}
    before = {(d.end, d.type, d.attributes): n for n, d in enumerate(kept) if d.type in types}
    behind = {(d.start, d.type, d.attributes): n for n, d in enumerate(kept) if d.type in types}
    alone: list[MemoryDescriptor] = []
    gone: set[int] = set()
    for d in own:
        left = before.get((d.start, d.type, d.attributes))
        right = behind.get((d.end, d.type, d.attributes))
        whole = d if left is None else _joined(kept[left], d)
        place = left
        if right is not None and right != left:
            whole = _joined(whole, kept[right])
            if left is None:
                place = right
            else:
                gone.add(right)
        if place is None:
            alone.append(whole)
        else:
            kept[place] = whole
            before[whole.end, whole.type, whole.attributes] = place
    return [d for n, d in enumerate(kept) if n not in gone], alone


def _placed(
    kept: list[MemoryDescriptor], alone: list[MemoryDescriptor]
) -> Iterator[MemoryDescriptor]:
    """Yield the map, with new descriptors where its first, ascending part has room for them."""
    pages = next((n for n in range(1, len(kept)) if kept[n].start < kept[n - 1].start), len(kept))
    yield from sorted([*kept[:pages], *alone], key=lambda d: d.start)
    yield from kept[pages:]


def _alike(one: MemoryDescriptor, other: MemoryDescriptor) -> bool:
    return one.type == other.type and one.attributes == other.attributes


def _joined(first: MemoryDescriptor, second: MemoryDescriptor) -> MemoryDescriptor:
    return first._replace(pages=first.pages + second.pages)
