"""The system table of 64- and 32-bit firmware, and where its tables are."""

from __future__ import annotations

import struct
import zlib
from uuid import UUID

import pytest

from efitool.formats import _system_table
from efitool.formats._ram_extents import Extent, ExtentMemory, plain
from efitool.formats._system_table import SystemTable
from efitool.model.ranges import PhysRange
from tests import guest_memory as guest

ACPI, SMBIOS = UUID(guest.GUIDS[0][0]), UUID("eb9d2d31-2d88-11d3-9a16-0090273fc14d")


def memory(ram: bytes) -> ExtentMemory:
    return ExtentMemory(plain(ram), [Extent(0, len(ram), 0)])


def test_a_checksum_that_is_right_and_one_that_is_not() -> None:
    table = guest.system_table()

    assert _system_table.is_whole(memory(table), 0)
    assert not _system_table.is_whole(memory(table[:-1] + b"\1"), 0)
    assert not _system_table.is_whole(memory(table[:-1]), 0)
    assert not _system_table.is_whole(memory(table[:12] + b"\xff\xff" + table[14:]), 0)


def test_32_bit_firmware() -> None:
    body = struct.pack("<II32xII", 0, 0, 2, 0x80)
    head = struct.pack("<8sIIII", b"IBI SYST", 0x2_001F, 72, 0, 0)
    head = head[:16] + struct.pack("<I", zlib.crc32(head + body)) + head[20:]
    rows = ACPI.bytes_le + b"\x00\x10\0\0" + SMBIOS.bytes_le + b"\x00\x20\0\0"
    ram = memory((head + body).ljust(0x80, b"\0") + rows)

    assert _system_table.is_whole(ram, 0)
    table = _system_table.at(ram, 0)
    assert table == SystemTable(0, 0x2_001F, False, 2, 0x80)
    assert table.version == "2.3.1"
    at, entries = _system_table.configuration(ram, table, ())
    assert at == 0x80
    assert [(e.guid, e.address) for e in entries] == [(ACPI, 0x1000), (SMBIOS, 0x2000)]


@pytest.mark.parametrize(
    ("revision", "version"), [(0x2_0046, "2.7"), (0x2_0064, "2.10"), (0x1_000A, "1.1")]
)
def test_versions(revision: int, version: str) -> None:
    assert SystemTable(0, revision, True, 0, 0).version == version


@pytest.mark.parametrize(
    "rows",
    [
        SMBIOS.bytes_le + bytes(8) + ACPI.bytes_le + struct.pack("<Q", 1),
        bytes(16) + struct.pack("<Q", 1) + ACPI.bytes_le + struct.pack("<Q", 1),
        ACPI.bytes_le + struct.pack("<Q", 1) + ACPI.bytes_le + struct.pack("<Q", 1),
        (b"x" * 16 + struct.pack("<Q", 1)) + (b"y" * 16 + struct.pack("<Q", 1)),
        ACPI.bytes_le + struct.pack("<Q", 1),
    ],
    ids=["no address", "no GUID", "one twice", "none that is usual", "cut"],
)
def test_what_is_no_configuration_table(rows: bytes) -> None:
    table = SystemTable(0, 0x2_0046, True, 2, 0x40)
    ram = memory(bytes(0x40) + rows)
    assert _system_table.configuration(ram, table, ()) == (0, ())


def test_an_absurd_number_of_tables() -> None:
    table = SystemTable(0, 0x2_0046, True, 1 << 40, 0x40)
    assert _system_table.configuration(memory(bytes(100)), table, [PhysRange(0, 1 << 60)]) == (
        0,
        (),
    )
