"""The table held against the map."""

from __future__ import annotations

from efitool.model.acceptance import comparable, compare
from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap
from efitool.model.ranges import PhysRange, RangeSet
from efitool.model.unaccepted import UnacceptedTable

MIB = 1 << 20


def map_of(*ranges: tuple[int, int, int]) -> MemoryMap:
    """Return a map of types and mebibytes."""
    rows = tuple(
        MemoryDescriptor(type, start * MIB, 0, (end - start) * 256, 0xF)
        for type, start, end in ranges
    )
    return MemoryMap("test", "", rows)


def test_what_became_of_unaccepted_memory() -> None:
    table = UnacceptedTable(1, 2 * MIB, 16 * MIB, b"\x1c")
    map = map_of((15, 8, 12), (15, 16, 24), (7, 24, 40))

    assert list(table.marked) == [PhysRange(20 * MIB, 26 * MIB)]
    told = compare(table, map)
    assert told.marked == table.marked
    assert told.elsewhere == RangeSet.of(PhysRange(24 * MIB, 26 * MIB))
    assert told.outside == RangeSet.of(PhysRange(8 * MIB, 12 * MIB))
    assert told.accepted == RangeSet.of(PhysRange(16 * MIB, 20 * MIB))


def test_the_map_to_compare_with_is_that_of_firmware() -> None:
    runtime = map_of((6, 0, 1))._replace(kind=MapKind.RUNTIME_MAP)
    first, second = map_of((7, 0, 1)), map_of((7, 0, 2))

    assert comparable((runtime, first, second)) is first
    assert comparable((runtime,)) is None
