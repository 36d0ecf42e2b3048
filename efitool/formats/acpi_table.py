"""An ACPI table, of those that tell of memory: SRAT, CEDT, PRMT, DSDT, SSDT.

Others are tables too, and nothing is read of them. What the AML of a definition block would compute
is not: a memory device whose ``_CRS`` is a method is named, and its range is unread.

Reference: ACPI 6.5, 5.2.6 (header), 5.2.16 (SRAT), 5.2.11 (DSDT, SSDT); CXL 3.1, 9.18.1 (CEDT);
Platform Runtime Mechanism 1.0, 4.1 (PRMT).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from efitool.errors import LimitError, MalformedError
from efitool.formats import _acpi_aml
from efitool.formats._acpi_layouts import (
    ACPI_HEADER,
    CEDT_CFMWS,
    PRM_HANDLER,
    PRM_MODULE,
    PRMT,
    SRAT_MEMORY_AFFINITY,
)
from efitool.formats._base import Format, Kind
from efitool.model.acpi import AcpiTable, CxlWindow, MemoryAffinity, PrmHandler
from efitool.model.image import Data
from efitool.model.ranges import PhysRange

NAME = "acpi-table"
READ = frozenset(("SRAT", "CEDT", "PRMT", "DSDT", "SSDT"))
"""The tables of which something is read."""

SIGNATURE = re.compile(rb"[A-Z0-9]{4}")
SRAT_ENTRIES = 48
"""Offset of the structures of SRAT; twelve bytes behind the header are reserved."""

AFFINITY = 1
"""The type of a memory affinity structure."""
ENABLED, HOT_PLUGGABLE, NON_VOLATILE = 1, 2, 4
WINDOW = 1
"""The type of a CFMWS."""

TABLE_LIMIT = 4 << 20
"""Bytes of a table: the largest DSDTs have some hundred KiB."""

HANDLER_LIMIT = 1 << 16
"""Handlers of a PRMT: its modules may all claim the same bytes, 65535 handlers each."""


def sniff(data: Data) -> bool:
    """Whether the header has a signature and the length of the data, which adds up to 0."""
    if not ACPI_HEADER.size <= len(data) <= TABLE_LIMIT:
        return False
    header = ACPI_HEADER.parse(NAME, data, 0)
    return (
        SIGNATURE.fullmatch(header["Signature"]) is not None
        and header["Length"] == len(data)
        and not sum(data[:]) & 0xFF
    )


def decode(data: Data) -> AcpiTable:
    """Decode a table; what follows it does not count. Raises `MalformedError`, `LimitError`."""
    header = ACPI_HEADER.parse(NAME, data, 0)
    if not SIGNATURE.fullmatch(header["Signature"]):
        problem = f"found {header['Signature']!r}, expected four letters"
        raise MalformedError(NAME, "Signature", 0, problem)
    if not ACPI_HEADER.size <= header["Length"] <= len(data):
        problem = f"found {header['Length']} of {len(data)} bytes"
        raise MalformedError(NAME, "Length", 4, problem)
    if header["Length"] > TABLE_LIMIT:
        raise LimitError(f"{header['Length']} bytes of a table: more than {TABLE_LIMIT >> 20} MiB")
    table = bytes(data[: header["Length"]])
    label: str = header["Signature"].decode()
    match label:
        case "SRAT":
            return AcpiTable(NAME, label, affinities=tuple(_affinities(table)))
        case "CEDT":
            return AcpiTable(NAME, label, windows=tuple(_windows(table)))
        case "PRMT":
            return AcpiTable(NAME, label, handlers=tuple(_handlers(table)))
        case "DSDT" | "SSDT":
            devices = _acpi_aml.memory_devices(NAME, table[ACPI_HEADER.size :])
            return AcpiTable(NAME, label, devices=devices)
        case _:
            return AcpiTable(NAME, label)


def _affinities(table: bytes) -> Iterator[MemoryAffinity]:
    for at in _structures(table, SRAT_ENTRIES, length_at=1, length_size=1):
        if table[at] == AFFINITY:
            fields = SRAT_MEMORY_AFFINITY.parse(NAME, table, at)
            start, flags = fields["BaseAddress"], fields["Flags"]
            yield MemoryAffinity(
                PhysRange.sized(start, fields["MemoryLength"]),
                fields["ProximityDomain"],
                enabled=bool(flags & ENABLED),
                hot_pluggable=bool(flags & HOT_PLUGGABLE),
                non_volatile=bool(flags & NON_VOLATILE),
            )


def _windows(table: bytes) -> Iterator[CxlWindow]:
    for at in _structures(table, ACPI_HEADER.size, length_at=2, length_size=2):
        if table[at] == WINDOW:
            fields = CEDT_CFMWS.parse(NAME, table, at)
            start = fields["BaseHpa"]
            yield CxlWindow(
                PhysRange.sized(start, fields["WindowSize"]),
                _ways(fields["EncodedInterleaveWays"]),
                fields["WindowRestrictions"],
            )


def _ways(encoded: int) -> int:
    """Return 1, 2, 4, 8, 16 of 0 to 4, and 3, 6, 12 of 8 to 10 (CXL 3.1, 8.2.4.20.7)."""
    if encoded <= 4:
        return 1 << encoded
    return 3 << encoded - 8 if 8 <= encoded <= 10 else 0


def _handlers(table: bytes) -> Iterator[PrmHandler]:
    header = PRMT.parse(NAME, table, 0)
    at, count = header["ModuleInfoOffset"], 0
    for _ in range(header["ModuleInfoCount"]):
        module = PRM_MODULE.parse(NAME, table, at)
        count += module["HandlerCount"]
        if count > HANDLER_LIMIT:
            raise LimitError(f"more than {HANDLER_LIMIT} handlers in a table")
        handler_at = at + module["HandlerInfoOffset"]
        for _ in range(module["HandlerCount"]):
            fields = PRM_HANDLER.parse(NAME, table, handler_at)
            yield PrmHandler(
                UUID(bytes_le=fields["HandlerGuid"]),
                fields["HandlerAddress"],
                fields["StaticDataBuffer"],
                fields["AcpiParameterBuffer"],
            )
            handler_at = _behind(handler_at, fields["Length"], PRM_HANDLER.size)
        at = _behind(at, module["Length"], PRM_MODULE.size)


def _behind(at: int, length: int, least: int) -> int:
    """Return where the next structure is; no length leads back into this one."""
    if length < least:
        raise MalformedError(NAME, "Length", at + 2, f"found {length}, expected at least {least}")
    return at + length


def _structures(table: bytes, at: int, *, length_at: int, length_size: int) -> Iterator[int]:
    """Yield where each structure of a table is; they follow each other to its end."""
    while at < len(table):
        field = at + length_at
        length = int.from_bytes(table[field : field + length_size], "little")
        if length < length_at + length_size or at + length > len(table):
            problem = f"found {length} in {len(table) - at} bytes that are left"
            raise MalformedError(NAME, "Length", field, problem)
        yield at
        at += length


FORMAT = Format(
    name=NAME,
    summary="an ACPI table that tells of memory: SRAT, CEDT, PRMT, DSDT, SSDT",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="types of EFI; what is computed by AML",
    example="/sys/firmware/acpi/tables/SRAT; acpidump -b",
)
