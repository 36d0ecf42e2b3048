"""The tables of a PE image: counts are integers, addresses strings, what is not there null."""

from __future__ import annotations

from uuid import UUID

from efitool.model.pe import CodeView, CoffSymbols, DebugEntry, DebugType, Relocations
from efitool.report._json_pe_tables import tables
from tests import pe_images

GUID = UUID("00112233-4455-6677-8899-aabbccddeeff")


def test_all_tables() -> None:
    record = CodeView("RSDS", GUID.bytes_le, 1, "/x.dll")
    pe = pe_images.image(
        symbols=CoffSymbols(0x2000, 7, 99),
        relocations=Relocations(2, ((0, 1), (10, 3), (15, 4)), 0x2000, 12, 4),
        debug=(DebugEntry(DebugType.EX_DLL_CHARACTERISTICS, 5, 0x1010, 0x410, 23, record),),
    ).pe
    assert pe

    assert tables(pe) == {
        "symbols": {"offset": "0x2000", "count": 7, "strings_size": 99},
        "relocations": {
            "blocks": 2,
            "types": {"absolute": 1, "dir64": 3, "15": 4},
            "undecoded": 12,
        },
        "debug": [
            {
                "type": "ex-dll-characteristics",
                "timestamp": 5,
                "rva": "0x1010",
                "offset": "0x410",
                "size": 23,
                "codeview": {
                    "format": "RSDS",
                    "signature": "33221100554477668899aabbccddeeff",
                    "build_id": "00112233445566778899aabbccddeeff",
                    "age": 1,
                    "path": "/x.dll",
                },
            }
        ],
    }


def test_no_tables() -> None:
    pe = pe_images.image().pe
    assert pe
    assert tables(pe) == {"symbols": None, "relocations": None, "debug": []}


def test_a_row_without_a_record() -> None:
    entry = DebugEntry(DebugType.REPRO, 5, 0, 0, 0, None)
    pe = pe_images.image(debug=(entry,)).pe
    assert pe
    [described] = tables(pe)["debug"]
    assert (described["type"], described["codeview"]) == ("repro", None)
