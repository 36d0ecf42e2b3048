"""GRUB's second table: its words, its numbers, damage, and how it agrees with the first."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool.errors import MalformedError
from efitool.formats import grub_lsmmap, guest_log
from efitool.model.e820 import E820Entry, E820Map, E820Type
from efitool.model.ranges import RangeSet

GRUB = Path(__file__).parents[2] / "samples/recordings/grub"


def tables(*lines: str) -> tuple[E820Map, ...]:
    return grub_lsmmap.FORMAT.decode("\r\n".join((*lines, "")).encode()).e820


def row(words: str = "available RAM", first: int = 0) -> str:
    return f"base_addr = {first << 12:#x}, length = 0x1000, {words}"


@pytest.mark.parametrize(
    ("words", "type"),
    [
        ("available RAM", 1),
        ("reserved RAM", 2),
        ("ACPI reclaimable RAM", 3),
        ("ACPI non-volatile storage RAM", 4),
        ("faulty RAM (BadRAM)", 5),
        ("persistent RAM", 7),
        ("persistent RAM (legacy)", 12),
        ("RAM holding coreboot tables", 16),
        ("RAM holding firmware code", 20),
        ("type = 0x1f", 31),
    ],
)
def test_words(words: str, type: int) -> None:
    [table] = tables(row(words, 1))

    assert table.entries == (E820Entry(0x1000, 0x2000, type),)


def test_what_grub_says_between() -> None:
    [table] = tables(row(), "Unknown memory type 15, considering reserved", row("reserved RAM", 1))

    assert (table.source, table.lines, table.unread) == ("GRUB lsmmap", (1, 3), ())


def test_two_tables() -> None:
    first, second = tables(row(), *[""] * 9, row())

    assert (first.label, second.label) == ("line 1", "line 11")


def test_a_damaged_row_is_kept_with_its_line() -> None:
    [table] = tables(row(), row()[:-14], row("verfügbares RAM", 2))

    assert [u.line for u in table.unread] == [2, 3]


def test_none_is_there() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        tables("base_addr = 0x0")


@pytest.mark.parametrize(
    ("name", "count"), [("lsefimmap-2.06.txt", 139), ("lsefimmap-lsmmap-unaccepted.log", 124)]
)
def test_recordings_agree_with_the_table_of_efi(name: str, count: int) -> None:
    log = guest_log.decode((GRUB / name).read_bytes())
    [table], [map] = log.e820, log.maps

    assert (len(table.entries), table.unread) == (count, ())
    reserved = RangeSet(e.range for e in table.entries if e.type == E820Type.RESERVED)
    assert RangeSet(e.range for e in table.entries) == RangeSet(d.range for d in map.descriptors)
    assert map.unaccepted <= reserved
