"""Lines by number, as the readers of logs count them."""

from __future__ import annotations

from efitool.formats._log_lines import lines
from efitool.formats._log_pieces import PIECE


def test_lines() -> None:
    text = b"one\r\n\x1b[31mtwo\x1b[0m\n\nfour"

    assert dict(lines(text, {4, 2, 1})) == {1: "one", 2: "two", 4: "four"}
    assert dict(lines(text, {3, 9})) == {3: ""}


def test_far_lines() -> None:
    filler = b"x" * 99 + b"\n"
    count = 3 * PIECE // 100
    text = filler * count + b"here\n" + filler * count + b"there\n"

    assert dict(lines(text, {count + 1, 2 * count + 2})) == {
        count + 1: "here",
        2 * count + 2: "there",
    }


def test_utf_16_and_json() -> None:
    assert dict(lines("a\nb\n".encode("utf-16"), {2})) == {2: "b"}
    assert dict(lines(b'{"MESSAGE":"tdx: \\"x\\""}\n', {1})) == {1: '{\rMESSAGE\r:\rtdx: "x"\r}'}
