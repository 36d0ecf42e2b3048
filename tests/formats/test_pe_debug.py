"""The debug directory: rows, CodeView records, and what is cut off."""

from __future__ import annotations

import struct
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats import _pe, _pe_debug
from efitool.formats._pe_debug import MAX_ENTRIES
from efitool.model.image import DataDirectory
from efitool.model.pe import CodeView, DebugEntry, DebugType
from tests import build
from tests.build import Section

GUID = UUID("00112233-4455-6677-8899-aabbccddeeff")
RSDS = b"RSDS" + GUID.bytes_le + struct.pack("<I", 1) + b"/build/shell.dll\0"
NB10 = b"NB10" + struct.pack("<III", 0, 0x5EADBEEF, 2) + b"c:\\x.pdb\0"
RECORDS = 0x1100


def row(type: int, size: int, offset: int = RECORDS) -> bytes:
    return struct.pack("<IIHHIIII", 0, 77, 0, 0, type, size, offset, offset)


def read(table: bytes, records: bytes = b"", size: int | None = None) -> tuple[DebugEntry, ...]:
    section = Section(b".rdata", 0x1000, table.ljust(RECORDS - 0x1000, b"\0") + records)
    data = build.pe(section)
    header, _ = _pe.decode(data)
    directory = DataDirectory("debug", 0x1000, len(table) if size is None else size)
    return _pe_debug.read(data, header._replace(directories=(directory,)))


def test_rows() -> None:
    assert read(row(16, 0, 0) + row(99, 4)) == (
        DebugEntry(DebugType.REPRO, 77, 0, 0, 0, None),
        DebugEntry(DebugType(99), 77, RECORDS, RECORDS, 4, None),
    )


def test_a_record_with_a_guid_has_a_build_id() -> None:
    [entry] = read(row(2, len(RSDS)), RSDS)

    assert entry.codeview == CodeView("RSDS", GUID.bytes_le, 1, "/build/shell.dll")
    assert entry.codeview.build_id == "00112233445566778899aabbccddeeff"


def test_a_record_with_a_time_has_none() -> None:
    [entry] = read(row(2, len(NB10)), NB10)

    assert entry.codeview == CodeView("NB10", b"\xef\xbe\xad\x5e", 2, "c:\\x.pdb")
    assert entry.codeview.build_id is None


@pytest.mark.parametrize(
    ("record", "size"),
    [(RSDS, 23), (NB10, 15), (b"MTOC" + bytes(40), 44), (b"", 100), (RSDS, 0)],
)
def test_a_record_that_is_cut_off_or_unknown(record: bytes, size: int) -> None:
    [entry] = read(row(2, size), record)

    assert (entry.type, entry.size, entry.codeview) == (DebugType.CODEVIEW, size, None)


def test_a_path_ends_with_its_record() -> None:
    [entry] = read(row(2, len(RSDS) - 5), RSDS)

    assert entry.codeview
    assert entry.codeview.path == "/build/shell"


def test_rows_are_whole_and_bounded() -> None:
    assert len(read(row(16, 0), size=27)) == 0
    assert len(read(row(16, 0), size=0xFFFF_FFFF)) == (RECORDS - 0x1000) // 28
    assert len(read(row(16, 0) * (MAX_ENTRIES + 1))) == MAX_ENTRIES


@given(st.binary(max_size=120), st.binary(max_size=80))
@settings(deadline=None)
def test_noise_is_a_row_for_every_28_bytes(table: bytes, records: bytes) -> None:
    assert len(read(table, records)) == len(table) // 28
