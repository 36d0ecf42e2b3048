"""What a terminal can show: colours, and text that cannot harm it."""

from __future__ import annotations

import re
from typing import NamedTuple

UNSAFE = re.compile(
    "[\0-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Control characters, and characters that hide or reorder the text around them."""


def escape(text: str) -> str:
    """Make text from a file safe to print: one line, nothing hidden, nothing obeyed."""
    return UNSAFE.sub(lambda m: m[0].encode("unicode_escape", "surrogatepass").decode(), text)


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
