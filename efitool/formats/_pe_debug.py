"""The debug directory, and the CodeView record that names an image's debug information."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct, iter_unpack

from efitool.model.image import Data, PeHeader
from efitool.model.pe import CodeView, DebugEntry, DebugType

ENTRY = Struct("<LLHHLLLL")
"""``IMAGE_DEBUG_DIRECTORY`` (PE/COFF, Debug Directory): Characteristics, TimeDateStamp,
MajorVersion, MinorVersion, Type, SizeOfData, AddressOfRawData, PointerToRawData."""

MAX_ENTRIES = 64
"""Rows that are looked at; linkers write five at most."""

MAX_PATH = 1024
"""Bound on the path of a file with debug information."""


def read(data: Data, pe: PeHeader) -> tuple[DebugEntry, ...]:
    """Decode the rows that stand in the file."""
    directory = pe.directory("debug")
    return tuple(_entries(data, data[pe.held(directory)])) if directory else ()


def _entries(data: Data, table: bytes) -> Iterator[DebugEntry]:
    whole = min(len(table) // ENTRY.size, MAX_ENTRIES) * ENTRY.size
    for _, timestamp, _, _, type, size, rva, offset in iter_unpack(ENTRY.format, table[:whole]):
        entry = DebugEntry(DebugType(type), timestamp, rva, offset, size, None)
        if type == DebugType.CODEVIEW:
            record = data[offset : offset + min(size, MAX_PATH)]
            entry = entry._replace(codeview=_codeview(record))
        yield entry


def _codeview(record: bytes) -> CodeView | None:
    """Decode a record (LLVM, include/llvm/Object/CVDebugRecord.h)."""
    match record[:4]:
        case b"RSDS":
            start, end = 4, 20
        case b"NB10":
            start, end = 8, 12
        case _:
            return None
    if len(record) < end + 4:
        return None
    return CodeView(
        format=record[:4].decode("ascii"),
        signature=record[start:end],
        age=int.from_bytes(record[end : end + 4], "little"),
        path=record[end + 4 :].partition(b"\0")[0].decode("utf-8", "backslashreplace"),
    )
