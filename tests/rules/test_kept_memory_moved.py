"""What moves is named where both maps are whole and of one guest."""

from __future__ import annotations

import pytest

from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryMap, Unread, type_name
from efitool.rules.kept_memory_moved import check
from tests.maps import descriptor, memory_map

TOP = descriptor(7, start=1 << 30)


def first(type: int, start: int) -> MemoryMap:
    """Return the map of a guest with two pages and what is above, one page to be kept."""
    free = descriptor(7, start=0x3000 - start)
    return memory_map(descriptor(type, start=start), free, TOP)


FIRST = first(6, 0x1000)


@pytest.mark.parametrize(
    "second",
    [
        FIRST,
        first(4, 0x2000),
        memory_map(descriptor(6, start=0x2000)),
        memory_map(descriptor(6, start=0x2000), TOP),
        first(6, 0x2000)._replace(format="xen-efi"),
        first(6, 0x2000)._replace(exact=False),
        first(6, 0x2000)._replace(unread=(Unread(3, ""),)),
    ],
)
def test_silent(second: MemoryMap) -> None:
    assert list(check(GuestLog(maps=(FIRST, second)))) == []


@pytest.mark.parametrize("type", [0, 5, 6, 10])
def test_fails(type: int) -> None:
    log = GuestLog(maps=(first(type, 0x1000)._replace(label="one"), first(type, 0x2000)))

    assert list(check(log)) == [("GetMemoryMap", f"0x2000-0x3000 was not {type_name(type)} in one")]
