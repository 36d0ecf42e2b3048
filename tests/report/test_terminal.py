"""Nothing from a file reaches the terminal as a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efitool.report.terminal import Palette, escape


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 日本", "plain é 日本"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\r\nb\tc\0", r"a\r\nb\tc\x00"),
        ("\x9b2J\x7f", r"\x9b2J\x7f"),
        ("abc\u202egnp.exe", r"abc\u202egnp.exe"),
        ("a\u2060b\u206fc", r"a\u2060b\u206fc"),
        ("\u115f\u1160\u3164\uffa0", r"\u115f\u1160\u3164\uffa0"),
        ("\u180e\u2800", r"\u180e\u2800"),
        ("a\U000e0041\U000e007f", r"a\U000e0041\U000e007f"),
        ("\U000e0000", r"\U000e0000"),
        ("\ud800", r"\ud800"),
    ],
)
def test_escape(text: str, shown: str) -> None:
    assert escape(text) == shown


@given(st.text())
def test_what_is_escaped_is_one_printable_line(text: str) -> None:
    shown = escape(text)

    assert len(shown.splitlines()) <= 1
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in shown)


def test_colours_can_be_off() -> None:
    assert Palette(enabled=True).red("x") == "\x1b[31mx\x1b[0m"
    assert Palette(enabled=False).red("x") == "x"
