"""Forms that name ranges without EFI types: /proc/iomem, QEMU's mtree, coreboot's table."""

from __future__ import annotations

from typing import NamedTuple

from efitool.model.memmap import Unread
from efitool.model.ranges import PhysRange


class NamedRange(NamedTuple):
    """A range and the name it is given; ``depth`` counts the ranges that it stands inside."""

    range: PhysRange
    name: str
    depth: int = 0


class RangeList(NamedTuple):
    """Ranges in the order of the form; ``format``, ``label``, ``lines`` as in `MemoryMap`."""

    format: str
    label: str
    ranges: tuple[NamedRange, ...]
    lines: tuple[int, ...] = ()
    unread: tuple[Unread, ...] = ()
