"""Columns of a map's regions."""

from __future__ import annotations

import pytest

from efitool.model.memmap import Descriptors, MemoryType
from efitool.replay._regions import Regions
from tests.guests import MIB, memory

MAP = (memory(0, MIB), memory(2 * MIB, 4 * MIB, 15), memory(MIB, 2 * MIB, 15))


@pytest.mark.parametrize("map", [MAP, Descriptors(MAP)])
def test_each_descriptor_of_the_type_in_the_map_s_order(map: Descriptors) -> None:
    found = Regions(map, MemoryType.UNACCEPTED)
    assert list(found) == [(2 * MIB, 4 * MIB), (MIB, 2 * MIB)]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("spans", "in_order"),
    [
        ([], True),
        ([(0, MIB), (MIB, 2 * MIB)], True),
        ([(MIB, 2 * MIB), (0, MIB)], False),
        ([(0, 2 * MIB), (MIB, 3 * MIB)], False),
        ([(0, MIB), (MIB, MIB)], False),
    ],
)
def test_in_order(spans: list[tuple[int, int]], in_order: bool) -> None:
    found = Regions([memory(*span, 15) for span in spans], MemoryType.UNACCEPTED)
    assert found.in_order is in_order


def test_below_an_address() -> None:
    found = Regions([memory(0, 2 * MIB, 15), memory(MIB, 4 * MIB, 15)], MemoryType.UNACCEPTED)
    assert found.below(4 * MIB) is found
    assert found.below(3 * MIB) == [(0, 2 * MIB), (MIB, 3 * MIB)]
