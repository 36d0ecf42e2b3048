"""A table belongs to the last memory map before it."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MapKind, Unread
from efitool.rules._log_pairs import with_tables
from tests.maps import attributes_table, descriptor, memory_map

FIRST, SECOND = memory_map(descriptor(7)), memory_map(descriptor(4))
TABLE = attributes_table(descriptor(5))
RUNTIME_MAP = FIRST._replace(kind=MapKind.RUNTIME_MAP)


def test_each_boot_has_its_own() -> None:
    log = GuestLog(maps=(TABLE, FIRST, RUNTIME_MAP, TABLE, SECOND, TABLE))

    assert list(with_tables(log)) == [(FIRST, TABLE), (SECOND, TABLE)]


def test_nothing_is_said_where_lines_were_lost() -> None:
    lost = (Unread(3, "efi: "),)

    assert list(with_tables(GuestLog(maps=(FIRST._replace(unread=lost), TABLE)))) == []
    assert list(with_tables(GuestLog(maps=(FIRST, TABLE._replace(unread=lost))))) == []
