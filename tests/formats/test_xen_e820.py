"""Xen's RAM map: its words, several maps in one log, damage, and a recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool.errors import MalformedError
from efitool.formats import guest_log, xen_e820
from efitool.model.e820 import E820Entry, E820Map

RECORDING = Path(__file__).parents[2] / "samples/recordings/xen/boot-4.17-unaccepted.log"


def tables(*lines: str) -> tuple[E820Map, ...]:
    return xen_e820.FORMAT.decode("\r\n".join((*lines, "")).encode()).e820


def row(words: str = "(usable)", first: int = 0) -> str:
    return f"(XEN)  [{first << 12:016x}, {(first << 12) + 0xFFF:016x}] {words}"


@pytest.mark.parametrize(
    ("words", "type"),
    [
        ("(usable)", 1),
        ("(reserved)", 2),
        ("(ACPI data)", 3),
        ("(ACPI NVS)", 4),
        ("(unusable)", 5),
        ("type 7", 7),
    ],
)
def test_words(words: str, type: int) -> None:
    [table] = tables(row(words, 1))

    assert table.entries == (E820Entry(0x1000, 0x2000, type),)


def test_each_map_has_its_name() -> None:
    first, second, third = tables(
        *("(XEN) Initial Xen-e820 RAM map:", row(), row(first=1)),
        *("(XEN) EFI RAM map:", row()),
        *("(XEN) [    0.5] System RAM: 4095MB", "", "", row(first=2)),
    )

    assert [(t.source, t.lines) for t in (first, second, third)] == [
        ("Xen Initial Xen-e820 RAM map", (2, 3)),
        ("Xen EFI RAM map", (5,)),
        ("Xen RAM map", (9,)),
    ]


def test_a_damaged_row_is_kept_with_its_line() -> None:
    [table] = tables(row(), row()[:-3], row("(usuable)", 2))

    assert [u.line for u in table.unread] == [2, 3]


def test_none_is_there() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        tables("(XEN) EFI RAM map:")


def test_a_recording() -> None:
    [table] = guest_log.decode(RECORDING.read_bytes()).e820

    assert (table.source, len(table.entries), table.unread) == ("Xen EFI RAM map", 24, ())
    assert E820Entry(0x2_0000_0000, 0x2_4000_0000, 2) in table.entries


def test_old_rows_have_their_end_behind() -> None:
    [table] = tables(
        "(XEN) Xen-e820 RAM map:",
        "(XEN)  0000000000000000 - 000000000009d000 (usable)",
        "(XEN)  000000000009d000 - 00000000000a0000 (reserved)",
        "(XEN)  0000000000100000 - 00000000 (usable)",
    )

    assert table.source == "Xen e820 RAM map"
    assert table.entries == (E820Entry(0, 0x9D000, 1), E820Entry(0x9D000, 0xA0000, 2))
    assert [u.line for u in table.unread] == [4]
