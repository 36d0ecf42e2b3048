"""What `efitool memmap --csv` and ``--to csv`` print, read again.

::

    path,format,map,start,end,bytes,type,attributes,attribute_names,kind
    serial.log,dmesg-efi,line 62,0x0,0xa0000,655360,EfiConventionalMemory,0xf,UC WC WT WB,memory map

Rows of one map stand together. Maps keep the format and the label of where they were read first.

Reference: RFC 4180.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from efitool.errors import LimitError, MalformedError, UnknownFormatError
from efitool.formats._base import Format, Kind
from efitool.formats.efitool_json import e820_type
from efitool.model.artifact import as_log
from efitool.model.e820 import E820Entry, E820Map
from efitool.model.guest_log import GuestLog, joined
from efitool.model.image import Data
from efitool.model.memmap import PAGE, SPEC_NAMES, MapKind, MemoryDescriptor, MemoryMap
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

NAME = "efitool-csv"
HEAD = b"path,format,map,start,end,bytes,type,attributes,attribute_names,kind"
PATH, FORM, MAP, START, END, _BYTES, TYPE, ATTRIBUTES, _NAMES, KIND = range(10)
TYPES = {name: type for type, name in enumerate(SPEC_NAMES)}
HEX = re.compile(r"0x[0-9a-f]{1,20}")
QUOTED = re.compile(r"'(?=[=+@-])")
"""What keeps a spreadsheet from taking a cell for a formula."""

SIZE_LIMIT = 256 << 20
"""Bytes that are read: two million descriptors."""

Row: TypeAlias = list[str]


def sniff(data: Data) -> bool:
    """Whether its first line is the head."""
    return data[: len(HEAD)] == HEAD


def decode(data: Data) -> GuestLog:
    """Decode all maps.

    Raises `UnknownFormatError` if there is none, `MalformedError`, `LimitError`.
    """
    if len(data) > SIZE_LIMIT:
        raise LimitError(f"{len(data)} bytes of CSV: more than {SIZE_LIMIT >> 20} MiB")
    rows = csv.reader(io.StringIO(data[:].decode("utf-8", "replace"), newline=""))
    logs = []
    try:
        next(rows)
        maps = groupby(filter(None, rows), key=itemgetter(PATH, FORM, MAP, KIND))
        for (_, form, label, kind), of_one in maps:
            logs.append(_log(form, label, kind, of_one))
    except (csv.Error, IndexError, StopIteration, ValueError) as e:
        problem = f"efitool prints no such thing: {e}"
        raise MalformedError(NAME, f"line {rows.line_num}", 0, problem) from e
    if not logs:
        raise UnknownFormatError("no map found in these rows")
    return joined(logs)


def _log(form: str, label: str, kind: str, rows: Iterable[Row]) -> GuestLog:
    match kind:
        case "e820 table":
            return as_log(E820Map(form, label, tuple(map(_entry, rows)), "rows"))
        case "ranges" | "unaccepted table":
            return as_log(RangeList(form, label, tuple(_ranges(rows))))
        case _:
            return as_log(MemoryMap(form, label, tuple(map(_descriptor, rows)), MapKind(kind)))


def _descriptor(row: Row) -> MemoryDescriptor:
    start, end = _extent(row)
    type = TYPES[row[TYPE]] if row[TYPE] in TYPES else _hex(row[TYPE])
    attributes = _hex(row[ATTRIBUTES]) if row[ATTRIBUTES] else None
    return MemoryDescriptor(type, start, None, (end - start) // PAGE, attributes)


def _entry(row: Row) -> E820Entry:
    return E820Entry(*_extent(row), e820_type(row[TYPE]))


def _ranges(rows: Iterable[Row]) -> Iterator[NamedRange]:
    for row in rows:
        yield NamedRange(_extent(row), QUOTED.sub("", row[TYPE], count=1))


def _extent(row: Row) -> PhysRange:
    start, end = _hex(row[START]), _hex(row[END])
    if end < start:
        raise ValueError("it ends before it starts")
    return PhysRange(start, end)


def _hex(text: str) -> int:
    if not HEX.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no number")
    return int(text, 16)


FORMAT = Format(
    name=NAME,
    summary="what this program prints of maps as CSV",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="virtual addresses, line numbers, the source of e820 tables, which ranges nest",
    example="efitool memmap --csv serial.log",
)
