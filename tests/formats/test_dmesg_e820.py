"""Tables of old and new kernels, damaged lines, and recordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool.errors import MalformedError
from efitool.formats import dmesg_e820, guest_log
from efitool.model.e820 import E820Entry, E820Map, type_word

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"


def tables(*lines: str) -> tuple[E820Map, ...]:
    return dmesg_e820.FORMAT.decode("\n".join((*lines, "")).encode()).e820


def entry(first: int, words: str = "usable", source: str = "BIOS-e820") -> str:
    return f"[    0.000000] {source}: [mem {first:#018x}-{first + 0xFFF:#018x}] {words}"


@pytest.mark.parametrize(
    ("words", "type"),
    [
        ("usable", "usable"),
        (" System RAM", "usable"),
        (" device reserved", "reserved"),
        ("reserved", "reserved"),
        ("ACPI data", "acpi"),
        (" ACPI NVS", "nvs"),
        ("unusable", "unusable"),
        ("persistent (type 7)", "pmem"),
        ("type 9", "9"),
        (" persistent RAM (type 12)", "pram"),
        ("soft reserved", "soft-reserved"),
    ],
)
def test_words(words: str, type: str) -> None:
    [table] = tables(entry(0x1000, words))

    assert type_word(table.entries[0].type) == type
    assert table.entries[0][:2] == (0x1000, 0x2000)


def test_tables_are_apart_by_source_order_and_distance() -> None:
    far = [""] * 300
    found = tables(
        *(entry(0), entry(0x2000), entry(0x1000)),
        *(entry(0, source="reserve setup_data"), *far, entry(0x3000, source="reserve setup_data")),
        entry(0x4000, source="user"),
    )

    assert [(t.source, t.lines) for t in found] == [
        ("BIOS-e820", (1, 2)),
        ("BIOS-e820", (3,)),
        ("reserve setup_data", (4,)),
        ("reserve setup_data", (305,)),
        ("user", (306,)),
    ]


def test_other_lines_with_ranges_are_no_entries() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        tables("PM: Registered nosave memory: [mem 0x00000000-0x00000fff]")


def test_a_damaged_line_is_kept() -> None:
    [table] = tables(entry(0), entry(0x1000)[:-9], entry(0x2000, "usuable"))
    [long] = tables(entry(0), entry(0x1000, "x" + " " * 100_000 + "x"))

    assert table.entries == (E820Entry(0, 0x1000, 1),)
    assert [u.line for u in table.unread] == [2, 3]
    assert table.unread[1].text.endswith("] usuable")
    assert [u.line for u in long.unread] == [2]


def test_recordings() -> None:
    old = guest_log.decode((RECORDINGS / "linux-6.12-unaccepted/serial.log").read_bytes()).e820
    new = guest_log.decode((RECORDINGS / "linux-7.2/serial.log").read_bytes()).e820

    assert [(t.source, len(t.entries), t.unread) for t in (*old, *new)] == [
        ("BIOS-e820", 23, ()),
        ("reserve setup_data", 25, ()),
        ("BIOS-e820", 22, ()),
    ]
    assert old[0].entries[7] == E820Entry(0x90_0000, 0x7E93_F000, 1)
    assert old[0].lines[7] == 11


@pytest.mark.parametrize(
    ("words", "type"), [("(usable)", 1), ("(ACPI NVS)", 4), ("type 9", 9), ("(unusable)", 5)]
)
def test_old_kernels_print_the_end_behind(words: str, type: int) -> None:
    [table] = tables(
        f" BIOS-e820: 0000000000000000 - 000000000009fc00 {words}",
        f"<6>[    0.000000]  BIOS-e820: 000000000009fc00 - 00000000000a0000 {words}",
        "Scanning 2 areas: 0000000000000000 - 000000000009fc00 (usable)",
    )

    assert table.entries == (E820Entry(0, 0x9FC00, type), E820Entry(0x9FC00, 0xA0000, type))
    assert (table.source, table.unread) == ("BIOS-e820", ())


def test_old_entries_by_their_source_and_damaged() -> None:
    one, two = tables(
        " modified: 0000000000000000 - 0000000000010000 (reserved)",
        " modified: 0000000000010000 - 000000000009",
        " user: 0000000000000000 - 000000000009fc00 (usable)",
    )

    assert [(t.source, len(t.entries)) for t in (one, two)] == [("modified", 1), ("user", 1)]
    assert [u.line for u in one.unread] == [2]


def test_rows_of_which_the_line_end_was_lost() -> None:
    [table] = tables(entry(0) + entry(0x1000, "reserved"), entry(0x2000))

    assert [(e.start, e.type) for e in table.entries] == [(0, 1), (0x1000, 2), (0x2000, 1)]
    assert (table.lines, table.unread) == ((1, 1, 2), ())


def test_the_newest_first() -> None:
    [table] = tables(*(entry(n << 12) for n in (3, 2, 1, 0)))

    assert [e.start for e in table.entries] == [0, 0x1000, 0x2000, 0x3000]
    assert table.lines == (4, 3, 2, 1)
