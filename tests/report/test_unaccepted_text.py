"""The table, with control characters in what came from a file."""

from __future__ import annotations

from efitool.model.artifact import RecordFile
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryDescriptor, MemoryMap
from efitool.model.unaccepted import UnacceptedTable
from efitool.report import unaccepted_json, unaccepted_text
from efitool.report.terminal import Palette

MIB = 1 << 20
TABLE = UnacceptedTable(1, 2 * MIB, 16 * MIB, b"\x06")
MAP = MemoryMap("test", "\x1b[31m", (MemoryDescriptor(15, 8 * MIB, 0, 3072, 15),))
FILE = RecordFile("a\nb", 1, "test", GuestLog(unaccepted_tables=(TABLE,)))


def test_every_difference() -> None:
    assert unaccepted_text.told(FILE, MAP, Palette(False)).splitlines() == [
        "a\\nb",
        "  4.0 MiB unaccepted in 0x1000000-0x2000000, 8 units of 2.0 MiB",
        "  still to be accepted: 4.0 MiB",
        "    0x1200000-0x1600000     4.0 MiB",
        "  held against the memory map (test, \\x1b[31m): 12.0 MiB unaccepted",
        "  accepted since: 2.0 MiB",
        "    0x1000000-0x1200000     2.0 MiB",
        "  outside the table: 8.0 MiB",
        "    0x800000-0x1000000     8.0 MiB",
        "  marked, but not unaccepted in the map: 2.0 MiB",
        "    0x1400000-0x1600000     2.0 MiB",
    ]


def test_the_map_of_the_file_serves_where_none_is_given() -> None:
    file = FILE._replace(log=FILE.log._replace(maps=(MAP,)))

    assert unaccepted_text.told(file, None, Palette(False)) == unaccepted_text.told(
        FILE, MAP, Palette(False)
    )
    assert unaccepted_json.told(file, None) == unaccepted_json.told(FILE, MAP)
