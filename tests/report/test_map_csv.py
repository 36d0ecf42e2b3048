"""Rows for spreadsheets."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange
from efitool.report import map_csv
from tests.report.records import FILE

UNACCEPTED = (
    "'=serial.log,dmesg-efi,line 5,0x100000000,0x100200000,2097152,"
    "EfiUnacceptedMemoryType,0xf,UC WC WT WB,memory map"
)


def test_rows() -> None:
    assert map_csv.maps(FILE, set(), head=True).splitlines() == [
        "path,format,map,start,end,bytes,type,attributes,attribute_names,kind",
        (
            "'=serial.log,dmesg-efi,line 5,0x0,0xa0000,655360,EfiConventionalMemory,0xf,UC WC WT WB"
            ",memory map"
        ),
        UNACCEPTED,
        "'=serial.log,dmesg-efi,line 5,0x200000,0x201000,4096,0x70000001,,,memory map",
        "'=serial.log,dmesg-e820,line 2,0x0,0xa0000,655360,usable,,,e820 table",
        "'=serial.log,iomem,line 9,0x0,0x10,16,a\x07,,,ranges",
        (
            "'=serial.log,unaccepted-table,0x100000000-0x101000000,0x100200000,0x100600000,4194304,"
            "EfiUnacceptedMemoryType,,,unaccepted table"
        ),
    ]


def test_types() -> None:
    assert map_csv.maps(FILE, {7}, head=False).count("\n") == 1


def test_unaccepted_tables_are_of_their_type() -> None:
    assert "unaccepted table" in map_csv.maps(FILE, {15}, head=False)
    assert "unaccepted table" not in map_csv.maps(FILE, {7}, head=False)


def test_a_name_that_a_spreadsheet_would_compute() -> None:
    form = RangeList("mtree", "line 1", (NamedRange(PhysRange(0, 16), "=A1"),))
    file = FILE._replace(log=GuestLog(ranges=(form,)))

    assert ",16,'=A1,,,ranges" in map_csv.maps(file, set(), head=False)


def test_what_rows_do_not_tell() -> None:
    map = FILE.log.maps[0]
    mapped = map._replace(descriptors=(map.descriptors[0]._replace(virtual_start=1),))

    assert list(map_csv.lost(FILE.log)) == [
        "lines that could not be read: 1",
        "the units of the unaccepted table",
    ]
    assert list(map_csv.lost(GuestLog(maps=(map._replace(unread=()),)))) == []
    assert list(map_csv.lost(GuestLog(maps=(mapped._replace(unread=(), exact=False),)))) == [
        "that sizes are rounded",
        "virtual addresses",
    ]
