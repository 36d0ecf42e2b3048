"""Rows for spreadsheets."""

from __future__ import annotations

from efitool.model.memmap import MapKind
from efitool.report import map_csv
from tests.report.records import FILE

UNACCEPTED = (
    "'=serial.log,dmesg-efi,line 5,0x100000000,0x100200000,2097152,"
    "EfiUnacceptedMemoryType,0xf,UC WC WT WB"
)


def test_rows() -> None:
    assert map_csv.maps(FILE, set(), head=True).splitlines() == [
        "path,format,map,start,end,bytes,type,attributes,attribute_names",
        "'=serial.log,dmesg-efi,line 5,0x0,0xa0000,655360,EfiConventionalMemory,0xf,UC WC WT WB",
        UNACCEPTED,
        "'=serial.log,dmesg-efi,line 5,0x200000,0x201000,4096,0x70000001,,",
        "'=serial.log,dmesg-e820,line 2,0x0,0xa0000,655360,usable,,",
        "'=serial.log,iomem,line 9,0x0,0x10,16,a\x07,,",
    ]


def test_types() -> None:
    assert map_csv.maps(FILE, {7}, head=False).count("\n") == 1


def test_what_rows_do_not_tell() -> None:
    map = FILE.log.maps[0]
    mapped = map.descriptors[0]._replace(virtual_start=1)

    assert list(map_csv.lost(map)) == ["lines that could not be read: 1"]
    assert list(map_csv.lost(map._replace(unread=()))) == []
    assert list(
        map_csv.lost(map._replace(kind=MapKind.RUNTIME_MAP, unread=(), descriptors=(mapped,)))
    ) == ["that line 5 is a runtime map", "virtual addresses"]
