"""What a terminal can show: colours, and text that cannot harm it."""

from __future__ import annotations

from typing import NamedTuple

BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters that show nothing (`str.isprintable` knows the other characters that do not)."""


def escape(text: str) -> str:
    """Make text from a file safe to print: one line, nothing hidden, nothing obeyed."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c.isprintable() and c not in BLANK else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode()


class Palette(NamedTuple):
    """Colours, or none of them, and the columns there are to fill."""

    enabled: bool
    width: int = 100

    def bold(self, text: str) -> str:
        return self._paint("1", text)

    def dim(self, text: str) -> str:
        return self._paint("2", text)

    def red(self, text: str) -> str:
        return self._paint("31", text)

    def green(self, text: str) -> str:
        return self._paint("32", text)

    def yellow(self, text: str) -> str:
        return self._paint("33", text)

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.enabled else text
