"""/sys/firmware/memmap as text: words, damaged rows, several tables, a recording."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, MalformedError
from efitool.formats import boot_params, firmware_memmap, guest_log
from efitool.model.e820 import E820Entry, E820Map, type_word

LINUX = Path(__file__).parents[2] / "samples/recordings/linux-6.12-unaccepted"
REAL = (LINUX / "firmware-memmap.txt").read_bytes()


def tables(*lines: str) -> tuple[E820Map, ...]:
    return firmware_memmap.FORMAT.decode("\n".join((*lines, "")).encode()).e820


@pytest.mark.parametrize(
    ("words", "type"),
    [
        ("System RAM", "usable"),
        ("Reserved", "reserved"),
        ("ACPI Tables", "acpi"),
        ("ACPI Non-volatile Storage", "nvs"),
        ("Unusable memory", "unusable"),
        ("Persistent Memory", "pmem"),
        ("Persistent Memory (legacy)", "pram"),
        ("Soft Reserved\r", "soft-reserved"),
    ],
)
def test_words(words: str, type: str) -> None:
    [table] = tables(f"0 0x1000 0x1fff {words}")

    assert [(e.start, e.end, type_word(e.type)) for e in table.entries] == [(0x1000, 0x2000, type)]
    assert table.source == "/sys/firmware/memmap"


def test_what_is_damaged_or_has_no_number_is_kept() -> None:
    [table] = tables(
        "0 0x0 0x9ffff System RAM", "1 0x100000 0x1fffff System", "2 0x0 0x1 Unknown E820 type"
    )

    assert table.entries == (E820Entry(0, 0xA_0000, 1),)
    assert [(u.line, u.text) for u in table.unread] == [
        (2, "1 0x100000 0x1fffff System"),
        (3, "2 0x0 0x1 Unknown E820 type"),
    ]


def test_tables_begin_where_numbers_do() -> None:
    row = "0x0 0xfff Reserved"

    assert [t.lines for t in tables(f"0 {row}", f"1 {row}", f"0 {row}")] == [(1, 2), (3,)]


@pytest.mark.parametrize("line", ["reg 0x10 0x20 Reserved", "7 0x10 0x20 something else"])
def test_other_lines_with_two_numbers_are_no_rows(line: str) -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        tables(line)


def test_a_recording_says_what_the_kernel_was_given() -> None:
    [table] = guest_log.decode(REAL).e820
    page = boot_params.decode((LINUX / "boot_params.bin").read_bytes())

    assert (table.format, table.unread) == ("firmware-memmap", ())
    assert sorted(page.entries) == list(table.entries)


@settings(deadline=None)
@given(st.integers(0, len(REAL) - 1), st.binary(max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    for data in (REAL[:at] + noise, REAL[:at] + noise + REAL[at:]):
        with suppress(InputError):
            found = firmware_memmap.FORMAT.decode(data).e820
            assert sum(len(t.entries) + len(t.unread) for t in found) <= 24
