"""The table: recordings, what makes no sense, and noise."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import memmap_raw, unaccepted_table
from efitool.model.ranges import PhysRange
from efitool.model.unaccepted import UnacceptedTable

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"
BOOTED = (RECORDINGS / "linux-6.12-unaccepted/unaccepted-table-booted.bin").read_bytes()


def table(bitmap: bytes, *, version: int = 1, unit: int = 2 << 20, base: int = 4 << 30) -> bytes:
    return struct.pack("<IIQQ", version, unit, base, len(bitmap)) + bitmap


def test_a_real_table_marks_what_the_map_calls_unaccepted() -> None:
    decoded = unaccepted_table.decode(BOOTED)
    map = memmap_raw.decode((RECORDINGS / "linux-6.12-unaccepted/map-at-exit.bin").read_bytes())

    assert decoded.marked == map.unaccepted
    assert decoded.window == PhysRange(0x1000_0000, 0x4000_0000)


def test_a_table() -> None:
    data = table(b"\x03\x80")

    assert formats.identify(data) is unaccepted_table.FORMAT
    decoded = unaccepted_table.decode(data)
    assert decoded == UnacceptedTable(1, 2 << 20, 4 << 30, b"\x03\x80")
    assert list(decoded.marked) == [
        PhysRange(4 << 30, (4 << 30) + (4 << 20)),
        PhysRange((4 << 30) + (30 << 20), (4 << 30) + (32 << 20)),
    ]


def test_what_follows_the_bitmap_does_not_count() -> None:
    assert unaccepted_table.sniff(BOOTED + b"more")
    assert unaccepted_table.decode(BOOTED + b"more") == unaccepted_table.decode(BOOTED)


def test_a_table_of_many_bits_is_no_text() -> None:
    assert formats.identify(table(b"\xff" * 5000)) is unaccepted_table.FORMAT


@pytest.mark.parametrize(
    "data",
    [
        table(b"\1", version=2),
        table(b"\1", unit=0),
        table(b"\1", unit=2048),
        table(b"\1", unit=3 << 20),
        table(b"\1", base=4096),
        table(b""),
        table(b"\1")[:-1],
        table(b"\1\1")[:-1],
    ],
)
def test_what_is_claimed_by_nobody(data: bytes) -> None:
    assert not unaccepted_table.sniff(data)


def test_what_cannot_be_decoded() -> None:
    with pytest.raises(MalformedError, match="version at 0x0: found 2, expected 1"):
        unaccepted_table.decode(table(b"", version=2))
    with pytest.raises(MalformedError, match="unit_size at 0x4: a unit of no bytes"):
        unaccepted_table.decode(table(b"", unit=0))
    with pytest.raises(MalformedError, match="size at 0x10: found 2, of which 1 bytes are there"):
        unaccepted_table.decode(table(b"\1\1")[:-1])


def test_too_large_a_bitmap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unaccepted_table, "BITMAP_LIMIT", 2)

    assert unaccepted_table.decode(table(b"ab")).bitmap == b"ab"
    with pytest.raises(LimitError, match="3 bytes of bitmap: more than"):
        unaccepted_table.decode(table(b"abc"))


@settings(deadline=None)
@given(st.binary(max_size=60) | st.binary(max_size=60).map(table))
def test_noise_can_only_raise_an_input_error(data: bytes) -> None:
    unaccepted_table.sniff(data)
    with suppress(InputError):
        decoded = unaccepted_table.decode(data)
        assert decoded.marked.size <= decoded.window.size
