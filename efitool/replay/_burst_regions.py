"""The unaccepted table of a map with a hundred thousand regions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TypeAlias

from efitool.replay._regions import Regions
from efitool.replay.bitmap import Bitmap
from efitool.replay.burst import Burst, Row
from efitool.replay.events import Accept, Actor, Mark
from efitool.replay.unaccepted import Unaccepted

Region: TypeAlias = tuple[int, int]
"""Start and end of a descriptor, as C's u64 have them: the end may have wrapped."""

Process: TypeAlias = Callable[[Bitmap, Region], Iterator[Accept | Mark]]
"""process_unaccepted_memory() of the stub."""


class ProcessRegions(Burst):
    """What the stub does with each region in turn, as long as none lies in another."""

    __slots__ = ("_events", "_process", "_regions", "_table")

    actor = Actor.STUB

    def __init__(self, table: Bitmap, regions: Regions, process: Process) -> None:
        self._table = table.empty()
        self._regions = regions
        self._process = process
        self._events: tuple[Accept | Mark, ...] = ()

    @staticmethod
    def fits(table: Bitmap, regions: Regions) -> bool:
        """Tell whether the regions are in order and the table, empty, stands for all of them."""
        return (
            len(regions) > 0
            and regions.in_order
            and table.phys_base <= regions.starts[0]
            and regions.ends[-1] <= table.end
            and not table.phys_base % table.unit_size
            and not table.bits.any()
        )

    def __len__(self) -> int:
        return len(self._named())

    def event(self, n: int) -> Accept | Mark:
        return self._named()[n]

    def sizes(self) -> Iterator[int]:
        for event in self._named():
            yield event.end - event.start if isinstance(event, Accept) else 0

    def rows(self) -> Iterator[Row]:
        for event in self._named():
            yield type(event), event.start, event.end

    def is_plain(self, unaccepted: Unaccepted) -> bool:
        return unaccepted.is_only(self._regions)

    def change(self, table: Bitmap, unaccepted: Unaccepted) -> None:
        """Mark the whole units of each region that has room for two: all else is accepted."""
        base, unit, bits = table.phys_base, table.unit_size, table.bits
        two = 2 * unit
        for start, end in self._regions:
            if end - start >= two:
                bits[-((base - start) // unit) : (end - base) // unit] = 1
        unaccepted.become(table)

    def _named(self) -> tuple[Accept | Mark, ...]:
        if not self._events:
            self._events = tuple(
                chain.from_iterable(self._process(self._table, region) for region in self._regions)
            )
        return self._events
