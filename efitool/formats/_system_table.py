"""Firmware's system table in a guest's memory, and the configuration tables that it leads to.

A kernel tells firmware where it will be mapped (SetVirtualAddressMap()), and firmware rewrites
its pointers: that to the configuration tables is virtual from then on. What is known of it is the
offset in its page, and that it is in memory for runtime services.

Reference: UEFI 2.10, 4.2, 4.3, 4.6 and 8.4.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from efitool.formats import _dump_layouts as layouts
from efitool.model.guest_memory import ConfigurationTable, GuestMemory
from efitool.model.memmap import PAGE
from efitool.model.ranges import PhysRange

SIGNATURE = b"IBI SYST"
SIZES = (layouts.EFI_SYSTEM_TABLE_32.size, layouts.EFI_SYSTEM_TABLE.size)
WIDEST = 4096
"""Bytes of the table: future versions may add fields."""

ENTRY_LIMIT = 256
"""Configuration tables. Firmware has a dozen."""

CANDIDATE_LIMIT = 1 << 15
"""Pages that may hold the configuration tables: 128 MiB for runtime services."""

NEAR = 16 << 20
"""Bytes around the system table that are looked at where no map tells more."""

HIGHEST = 1 << 52
"""The first address that is none of memory, of x86 and of arm64."""

USUAL = frozenset(
    UUID(text).bytes_le
    for text in (
        "8868e871-e4f1-11d3-bc22-0080c73c8881",
        "eb9d2d30-2d88-11d3-9a16-0090273fc14d",
        "eb9d2d31-2d88-11d3-9a16-0090273fc14d",
        "f2fd1544-9794-4a2c-992e-e5bbcf20e394",
        "05ad34ba-6f02-4214-952e-4da0398e2bb9",
        "7739f24c-93d7-11d4-9a3a-0090273fc14d",
        "b1b621d5-f19c-41a5-830b-d9152c69aae0",
    )
)
"""Tables of which every firmware has one: of ACPI, SMBIOS, of devices, of boot services."""


class SystemTable(NamedTuple):
    """What is told of a system table at a physical address."""

    address: int
    revision: int
    wide: bool
    """Whether firmware has 64 bits."""
    entries: int
    """Configuration tables."""
    pointer: int
    """Where they are: a virtual address, if a kernel asked for that."""

    @property
    def version(self) -> str:
        """The edition of UEFI, as the specification counts them: 2.3.1, 2.7."""
        major, minor = self.revision >> 16, self.revision & 0xFFFF
        rest = f".{minor % 10}" if minor % 10 else ""
        return f"{major}.{minor // 10}{rest}"


def is_whole(memory: GuestMemory, address: int) -> bool:
    """Whether there is a system table whose checksum is right."""
    table = memory.read(address, WIDEST)
    if table[:8] != SIGNATURE or len(table) < min(SIZES):
        return False
    header = layouts.EFI_TABLE_HEADER.parse("system table", table, 0)
    size = header["HeaderSize"]
    if not min(SIZES) <= size <= len(table):
        return False
    return bool(zlib.crc32(table[:16] + bytes(4) + table[20:size]) == header["CRC32"])


def at(memory: GuestMemory, address: int) -> SystemTable | None:
    """Return what the table at an address tells, whatever its checksum; None if there is none."""
    table = memory.read(address, max(SIZES))
    if table[:8] != SIGNATURE or len(table) < max(SIZES):
        return None
    header = layouts.EFI_TABLE_HEADER.parse("system table", table, 0)
    wide = header["HeaderSize"] >= layouts.EFI_SYSTEM_TABLE.size
    layout = layouts.EFI_SYSTEM_TABLE if wide else layouts.EFI_SYSTEM_TABLE_32
    fields = layout.parse("system table", table, 0)
    count, pointer = fields["NumberOfTableEntries"], fields["ConfigurationTable"]
    return SystemTable(address, header["Revision"], wide, count, pointer)


def configuration(
    memory: GuestMemory, table: SystemTable, runtime: Iterable[PhysRange]
) -> tuple[int, tuple[ConfigurationTable, ...]]:
    """Return where the configuration tables are, and each of them; nothing if not found.

    ``runtime`` is the memory that firmware keeps for its runtime services.
    """
    if not 0 < table.entries <= ENTRY_LIMIT:
        return 0, ()
    for address in _candidates(table, tuple(runtime)):
        if entries := _entries(memory, table, address):
            return address, entries
    return 0, ()


def _candidates(table: SystemTable, runtime: tuple[PhysRange, ...]) -> Iterator[int]:
    """Yield physical addresses that the pointer may stand for, the likeliest first."""
    yield table.pointer
    around = PhysRange(max(table.address - NEAR, 0), table.address + NEAR)
    offset = table.pointer % PAGE
    places = [
        page + offset
        for start, end in runtime or (around,)
        for page in range(start // PAGE * PAGE, min(end, start + CANDIDATE_LIMIT * PAGE), PAGE)
    ]
    places.sort(key=lambda place: abs(place - table.address))
    yield from places[:CANDIDATE_LIMIT]


def _entries(
    memory: GuestMemory, table: SystemTable, address: int
) -> tuple[ConfigurationTable, ...]:
    """Return the entries at an address, none if one of them makes no sense."""
    layout = layouts.EFI_CONFIGURATION_TABLE if table.wide else layouts.EFI_CONFIGURATION_TABLE_32
    size = table.entries * layout.size
    data = memory.read(address, size) if 0 <= address < HIGHEST else b""
    if len(data) < size:
        return ()
    rows = list(layout.rows(data, layout.size))
    if not any(guid in USUAL for guid, _ in rows) or len({guid for guid, _ in rows}) < len(rows):
        return ()
    if any(not any(guid) or not 0 < pointer < HIGHEST for guid, pointer in rows):
        return ()
    return tuple(ConfigurationTable(UUID(bytes_le=guid), pointer) for guid, pointer in rows)
