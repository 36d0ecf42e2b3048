"""Which maps are compared: the first of a sort that both files have."""

from __future__ import annotations

import pytest

from efitool.cli._comparable import comparable
from efitool.errors import UnknownFormatError
from efitool.model.artifact import RecordFile
from efitool.model.e820 import E820Entry, E820Map
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MapKind
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange
from tests.maps import descriptor, memory_map

MAP = memory_map(descriptor(7), descriptor(15, start=0x2000))
RUNTIME = MAP._replace(kind=MapKind.RUNTIME_MAP)
TABLE = E820Map("dmesg-e820", "line 1", (E820Entry(0, 0x1000, 1),), "BIOS-e820")
LIST = RangeList("proc-iomem", "line 2", (NamedRange(PhysRange(0, 16), "RAM"),))
ALL = GuestLog(maps=(RUNTIME, MAP), e820=(TABLE,), ranges=(LIST,))
NONE = None, None


def a_file(log: GuestLog) -> RecordFile:
    return RecordFile("p", 1, "f", log)


def test_the_first_sort_that_both_have() -> None:
    table, list = GuestLog(e820=(TABLE,), ranges=(LIST,)), GuestLog(ranges=(LIST,))

    assert comparable(a_file(ALL), a_file(ALL), NONE) == (MAP, MAP)
    assert comparable(a_file(table), a_file(table), NONE) == (TABLE, TABLE)
    assert comparable(a_file(list), a_file(ALL), NONE) == (LIST, LIST)


def test_a_map_as_the_table_that_linux_makes_of_it() -> None:
    made, table = comparable(a_file(GuestLog(maps=(MAP,))), a_file(GuestLog(e820=(TABLE,))), NONE)

    assert table == TABLE
    assert isinstance(made, E820Map)
    assert made.entries == (E820Entry(0x1000, 0x3000, 1),)
    assert made.label == "GetMemoryMap, as Linux makes e820 of it"


def test_a_number_chooses() -> None:
    assert comparable(a_file(ALL), a_file(ALL), (1, 2)) == (RUNTIME, MAP)
    assert comparable(a_file(ALL), a_file(ALL), (3, 3)) == (TABLE, TABLE)
    with pytest.raises(UnknownFormatError, match="p: there is no map 5, there are 4"):
        comparable(a_file(ALL), a_file(ALL), (5, None))


def test_nothing_to_compare() -> None:
    with pytest.raises(UnknownFormatError, match="p: no memory map found"):
        comparable(a_file(GuestLog()), a_file(ALL), NONE)
    with pytest.raises(UnknownFormatError, match="they have no maps of one sort"):
        comparable(a_file(ALL), a_file(ALL), (1, 4))
