"""Type and attributes both keep neighbours apart."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.neighbours_unmerged import check
from tests.maps import descriptor, memory_map

HERE = descriptor(start=0x1000)


@pytest.mark.parametrize(
    "next",
    [
        descriptor(start=0x3000),
        descriptor(4, start=0x2000),
        descriptor(7, 8, start=0x2000),
        descriptor(start=0),
    ],
)
def test_silent(next: MemoryDescriptor) -> None:
    assert list(check(memory_map(HERE, next))) == []


def test_fails() -> None:
    more = [descriptor(start=s) for s in (0x2000, 0x3000)]

    assert list(check(memory_map(HERE, *more, descriptor(4, start=0x4000)))) == [
        (None, "2 of 4 descriptors could be part of the one before")
    ]
