"""Any number of lines: the rows are found, with their numbers, wherever pieces end."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import LimitError
from efitool.formats import _log_pieces, _log_scan
from efitool.formats._log_pieces import Sign
from efitool.formats._log_scan import LineReader, Row, scan


def read(rows: Sequence[Row]) -> Iterator[Row]:
    yield from rows


READER = LineReader("x", rb"key=(\w*)", read, (Sign(b"|", b"|key"),))
PLAIN = LineReader("y", rb"other=(\w*)", read)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_log_pieces, "PIECE", 64)
    monkeypatch.setattr(_log_scan, "SMALL", 0)


def rows(data: bytes, **options: bool) -> list[tuple[int, str, str]]:
    found = scan(data, (READER,), **options).by(READER)
    return [(r.line, r.before, r.groups[0]) for r in found]


def test_numbers_are_those_of_lines_however_far_in() -> None:
    lines = [b"noise %d" % n for n in range(100)]
    lines[20] = b"a|key=v"
    lines[77] = b"|key=w key=x"

    assert rows(b"\r\n".join(lines)) == [(21, "a|", "v"), (78, "|", "w"), (78, "|key=w ", "x")]


def test_beside_a_piece_with_a_sign_all_is_read() -> None:
    pieces = [f"{name} key={name}".ljust(63, ".") + "\n" for name in "abcdefgh"]
    pieces[3] = "|" + pieces[3][1:].replace(" key", "|key")

    assert [value for *_, value in rows("".join(pieces).encode())] == ["a", "c", "d", "e", "h"]


def test_without_a_row_nothing_is_left_out() -> None:
    data = b"\n".join([b"." * 60] * 5 + [b"key=late"] + [b"." * 60] * 5)

    assert rows(data) == [(6, "", "late")]


def test_thorough_takes_no_account_of_signs() -> None:
    data = b"\n".join([b"|key=a", *[b"." * 60] * 5, b"key=b", *[b"." * 60] * 5])

    assert [value for *_, value in rows(data)] == ["a"]
    assert [value for *_, value in rows(data, thorough=True)] == ["a", "b"]


def test_all_of_a_small_log_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"\n".join([b"|key=a", *[b"." * 60] * 5, b"key=b", *[b"." * 60] * 5])
    monkeypatch.setattr(_log_scan, "SMALL", len(data))

    assert [value for *_, value in rows(data)] == ["a", "b"]
    assert [value for *_, value in rows(data + b"\n")] == ["a"]


def test_readers_do_not_meet() -> None:
    found = scan(b"key=a other=b\n", (READER, PLAIN))

    assert [r.groups for r in found.by(READER)] == [("a",)]
    assert [r.groups for r in found.by(PLAIN)] == [("b",)]


def test_headings_stand_among_the_rows_in_the_order_of_the_text() -> None:
    reader = LineReader("z", rb"row=(\w)", read, heading=rb"head=(\w)")
    data = b"row=a\nhead=b\nrow=c\n" + b"." * 60 + b"\nhead=d\nrow=e\n"

    found = scan(data, (reader,)).by(reader)

    assert [(r.line, r.groups[0]) for r in found] == [*zip((1, 2, 3, 5, 6), "abcde", strict=True)]


def test_a_line_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_log_scan, "BEFORE", 8)

    assert rows(b"." * 200 + b" key=a") == [(1, "." * 7 + " ", "a")]


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_log_scan, "ROW_LIMIT", 2)

    assert len(rows(b"key=a\n" * 2)) == 2
    with pytest.raises(LimitError, match="more than 2 lines of x"):
        rows(b"key=a\n" * 3)


def test_escape_sequences_are_no_part_of_a_line() -> None:
    assert rows(b"\x1b[2J\x1b[01;01H\x1b[=3hke\x1b[1my=a\x1b[0m\n") == [(1, "", "a")]


def test_a_mapped_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_log_pieces, "KEPT", 4096)
    path = tmp_path / "log"
    path.write_bytes(b"noise\n" * 5000 + b"|key=v\n" + b"noise\n" * 5000)
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    assert [r.line for r in scan(data, (READER,)).by(READER)] == [5001]


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"x" * 9, b"key=a", b"|key=b", b"x" * 70, b""]), max_size=40))
def test_thorough_finds_what_a_loop_over_lines_does(lines: list[bytes]) -> None:
    expected = [n for n, line in enumerate(lines, 1) if b"key=" in line]

    assert [line for line, *_ in rows(b"\n".join(lines), thorough=True)] == expected


def test_what_was_passed_over_is_told() -> None:
    data = b"\n".join([b"|key=a", *[b"." * 60] * 5, b"key=b", *[b"." * 60] * 5])

    [(start, end)] = scan(data, (READER,)).unsearched
    assert start <= data.index(b"key=b") < end
    assert scan(data, (READER,), thorough=True).unsearched == ()
    assert scan(data.replace(b"key=a", b"....."), (READER,)).unsearched == ()


@pytest.mark.parametrize("before", range(0, 130, 9))
def test_lines_that_are_read_as_one_stay_in_one_piece(before: int) -> None:
    block = b"MemTotal: 1 kB\nMemFree: 1 kB\nx: 7 kB\n"
    whole = LineReader("z", rb"(MemTotal:[^|]*x: 7 kB)", read)

    found = scan(b"-\n" + b"\n" * before + block + b"-" * 99 + b"\n", [whole], thorough=True)

    assert [row.line for row in found.by(whole)] == [before + 2]
