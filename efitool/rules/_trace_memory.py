"""What memory a replayed guest was given, and what it takes for usable."""

from __future__ import annotations

from collections.abc import Iterable

from efitool.model.e820 import E820Entry, E820Type
from efitool.model.memmap import MemoryType
from efitool.model.ranges import BEYOND, PhysRange, RangeSet
from efitool.replay.trace import Trace


def usable(entries: Iterable[E820Entry]) -> RangeSet:
    """Return what a table of the kernel has as usable."""
    return RangeSet(e.range for e in entries if e.type == E820Type.USABLE)


def given(trace: Trace) -> RangeSet:
    """Return what firmware's first map had as unaccepted, below 2^64."""
    given = (d.range for d in trace.before if d.type == MemoryType.UNACCEPTED)
    return RangeSet(PhysRange(r.start, min(r.end, BEYOND)) for r in given)
