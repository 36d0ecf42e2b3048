"""A log is walked in whole lines, and only near signs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats import _log_pieces
from efitool.formats._log_pieces import LineCounter, Sign, windows

SIGNS = (Sign(b"|", b"|a"), Sign(b"|", b"|b"), Sign(b"#", b"#c"))


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_log_pieces, "PIECE", 4)


@pytest.mark.parametrize(
    ("sign", "searched"),
    [(b"|a", [0, 8, 12, 16, 20]), (b"|b", [0, 8, 12, 16, 20]), (b"#c", [0, 8, 12, 16, 20])],
)
def test_pieces_near_any_sign_the_first_and_the_last(sign: bytes, searched: list[int]) -> None:
    data = b"...\n" * 3 + sign + b".\n" + b"...\n" * 2

    assert [at for at, _ in windows(data, SIGNS)] == searched


@pytest.mark.parametrize("data", [b"|.#\n", b"#a|c", b"ab.\n"])
def test_a_byte_alone_is_no_sign(data: bytes) -> None:
    pieces = [at for at, _ in windows(b"...\n" * 3 + data + b"...\n" * 3, SIGNS)]

    assert pieces == [0, 24]


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(0, 60))
def test_lines_are_counted(data: bytes, at: int) -> None:
    assert LineCounter(data).at(min(at, len(data))) == 1 + data[:at].count(b"\n")
