"""The table in which coreboot tells its payload of the machine: ``LBIO``, then tagged records.

The record of memory has coreboot's own types, which are neither EFI's nor e820's. On x86 a table
in the first megabyte has a record only of where the table itself is.

Reference: coreboot 24.05, src/commonlib/include/commonlib/coreboot_tables.h;
src/lib/bootmem.c, bootmem_write_memory_table().
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from efitool.errors import LimitError, MalformedError
from efitool.formats._base import Format, Kind
from efitool.formats._memory_layouts import LB_FORWARD, LB_HEADER, LB_MEMORY_RANGE, LB_RECORD
from efitool.model.image import Data
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

NAME = "coreboot-table"
SIGNATURE = b"LBIO"

TABLE_LIMIT = 1 << 20
"""Bytes of records. Real ones have some KB: strings, a framebuffer, where other tables are."""

MEMORY, FORWARD = 0x1, 0x11
"""*LB_TAG_MEMORY*, *LB_TAG_FORWARD*."""

TYPES = {
    1: "RAM",
    2: "RESERVED",
    3: "ACPI",
    4: "NVS",
    5: "UNUSABLE",
    6: "VENDOR RESERVED",
    16: "CONFIGURATION TABLES",
    17: "SOFT RESERVED",
}
"""*LB_MEM_…* in the words of coreboot's console."""


def sniff(data: Data) -> bool:
    """Whether it begins with the signature."""
    return data[: len(SIGNATURE)] == SIGNATURE


def decode(data: Data) -> RangeList:
    """Decode the ranges of a table; what follows the last record does not count.

    Of a table that says where the table is, the label does. Raises `MalformedError`, `LimitError`.
    """
    header = LB_HEADER.parse(NAME, data, 0)
    start, size = header["header_bytes"], header["table_bytes"]
    if not sniff(data):
        raise MalformedError(NAME, "signature", 0, f"found {header['signature']!r}")
    if start < LB_HEADER.size:
        raise MalformedError(
            NAME, "header_bytes", 4, f"found {start}, of {LB_HEADER.size} at least"
        )
    if size > TABLE_LIMIT:
        raise LimitError(f"{size} bytes of records: more than {TABLE_LIMIT >> 20} MiB")
    if start + size > len(data):
        problem = f"found {size} behind {start}, of which {max(len(data) - start, 0)} are there"
        raise MalformedError(NAME, "table_bytes", 12, problem)
    ranges, label = list[NamedRange](), ["coreboot"]
    for tag, at, end in _records(data, start, start + size, header["table_entries"]):
        if tag == MEMORY:
            ranges += _ranges(data, at + LB_RECORD.size, end)
        elif tag == FORWARD:
            label.append(f"the table is at {LB_FORWARD.parse(NAME, data, at)['forward']:#x}")
    if not ranges and label == ["coreboot"]:
        raise MalformedError(NAME, "tag", start, "no record tells of memory")
    if checksum(data[start : start + size]) != header["table_checksum"]:
        label.append("its checksum is wrong")
    return RangeList(NAME, ", ".join(label), tuple(ranges))


def checksum(data: bytes) -> int:
    """Return the checksum of records: the complement of their sum in 16-bit words (RFC 1071)."""
    padded = data + bytes(len(data) % 2)
    total: int = sum(struct.unpack(f"<{len(padded) // 2}H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _records(data: Data, start: int, end: int, count: int) -> Iterator[tuple[int, int, int]]:
    """Yield tag, offset and end of each record."""
    for _ in range(count):
        if start == end:
            problem = f"found {count}, of which some are beyond table_bytes"
            raise MalformedError(NAME, "table_entries", 20, problem)
        record = LB_RECORD.parse(NAME, data, start)
        if not LB_RECORD.size <= record["size"] <= end - start:
            problem = f"found {record['size']} in {end - start} bytes"
            raise MalformedError(NAME, "size", start + 4, problem)
        yield record["tag"], start, start + record["size"]
        start += record["size"]


def _ranges(data: Data, at: int, end: int) -> Iterator[NamedRange]:
    if left := (end - at) % LB_MEMORY_RANGE.size:
        raise MalformedError(NAME, "map", end - left, f"{left} bytes are left of a range")
    for start, size, type in LB_MEMORY_RANGE.rows(data[at:end], LB_MEMORY_RANGE.size):
        yield NamedRange(PhysRange.sized(start, size), TYPES.get(type, f"type {type}"))


FORMAT = Format(
    name=NAME,
    summary="the table in which coreboot tells of memory",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="EFI types, attributes, and that memory is unaccepted",
    example="a dump of memory from LBIO on; the console says `Writing coreboot table at`",
)
