"""Whole units need a bit; what is accepted early needs none."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool.formats import memmap_raw, unaccepted_table
from efitool.model.guest_log import GuestLog
from efitool.model.unaccepted import UnacceptedTable
from efitool.rules.unaccepted_outside_table import check
from tests.maps import unaccepted

MIB = 1 << 20
TABLE = UnacceptedTable(1, 2 * MIB, 16 * MIB, b"\0")
RECORDINGS = Path(__file__).parents[2] / "samples/recordings"


@pytest.mark.parametrize(
    ("start", "size"),
    [
        (16 * MIB, 16 * MIB),
        (15 * MIB, 17 * MIB),  # an edge below
        (28 * MIB, 5 * MIB),  # an edge above
        (32 * MIB, 3 * MIB),  # less than two units
    ],
)
def test_silent(start: int, size: int) -> None:
    log = GuestLog(maps=(unaccepted((start, size)),), unaccepted_tables=(TABLE,))

    assert list(check(log)) == []


@pytest.mark.parametrize(
    ("start", "size", "outside"),
    [
        (14 * MIB, 4 * MIB, "0xe00000-0x1000000, 2048 KiB"),
        (28 * MIB, 8 * MIB, "0x2000000-0x2400000, 4096 KiB"),
        (64 * MIB, 4 * MIB, "0x4000000-0x4400000, 4096 KiB"),
    ],
)
def test_fails(start: int, size: int, outside: str) -> None:
    log = GuestLog(maps=(unaccepted((start, size)),), unaccepted_tables=(TABLE,))

    assert list(check(log)) == [
        ("GetMemoryMap", f"{outside}, is unaccepted; the table is of 0x1000000-0x2000000")
    ]


@pytest.mark.parametrize("name", ["unaccepted-table-installed.bin", "unaccepted-table-booted.bin"])
def test_silent_on_the_table_of_a_boot(name: str) -> None:
    boot = RECORDINGS / "linux-6.12-unaccepted"
    map = memmap_raw.decode((boot / "map-at-exit.bin").read_bytes())
    table = unaccepted_table.decode((boot / name).read_bytes())

    assert list(check(GuestLog(maps=(map,), unaccepted_tables=(table,)))) == []
