"""Scripts of ``efitool replay``: what the guest asks for after its kernel was entered.

One request a line, ``VERB START SIZE``, numbers in decimal or ``0x…``; what follows ``#`` is for
people.
"""

from __future__ import annotations

from typing import TypeAlias

from efitool.errors import LimitError, MalformedError
from efitool.formats._text import plain
from efitool.model.image import Data
from efitool.model.ranges import BEYOND

NAME = "replay-script"
VERBS = ("accept", "query", "stub", "touch")

LINES = 10_000_000
"""Lines of a script: each is held while it plays."""

Line: TypeAlias = tuple[str, int, int]
"""What is asked for, where it begins, and how many bytes it is about."""


def decode(data: Data) -> tuple[Line, ...]:
    """Read a script. Raises `MalformedError` that names the line, `LimitError`."""
    text = bytes(plain(data))
    if text.count(b"\n") > LINES:
        raise LimitError(f"more than {LINES:,} lines")
    lines = text.decode(errors="backslashreplace").split("\n")
    known = {verb: verb for verb in VERBS}
    requests: list[Line] = []
    for number, line in enumerate(lines, 1):
        words = line.split()
        try:
            verb, start, size = words
            requests.append(_line(known[verb], start, size))
        except (KeyError, ValueError):
            words = line.partition("#")[0].split()
            if words:
                requests.append(_request(words, number, text))
    return tuple(requests)


def _request(words: list[str], number: int, text: bytes) -> Line:
    """Return the request of a line that has more to it, or say what is wrong with it."""
    if words[0] not in VERBS:
        problem = f"there is no request {words[0][:40]!r}; there are {', '.join(VERBS)}"
    elif len(words) != 3:
        problem = f"expected {words[0]} START SIZE, found {len(words) - 1} numbers"
    else:
        try:
            return _line(*words)
        except ValueError as e:
            problem = str(e)
    raise MalformedError(NAME, f"line {number}", _offset(text, number), problem)


def _line(verb: str, first: str, second: str) -> Line:
    """Raises `ValueError`."""
    start, size = number(first), number(second)
    if start + size > BEYOND:
        raise ValueError(f"{first} and {second} more end beyond 64 bits")
    return verb, start, size


def number(word: str) -> int:
    """Return a number of 64 bits, decimal or ``0x…``. Raises `ValueError`.

    ``int`` alone would take signs, underscores and the digits of all scripts, too.
    """
    if word.isascii() and word.isalnum():
        try:
            value = int(word, 16 if word[:2] in ("0x", "0X") else 10)
        except ValueError:
            value = BEYOND
        if value < BEYOND:
            return value
    raise ValueError(f"{word[:40]!r} is no number of 64 bits, decimal or 0x…")


def _offset(text: bytes, number: int) -> int:
    """Return where a line begins, counted from 1."""
    at = 0
    for _ in range(number - 1):
        at = text.index(b"\n", at) + 1
    return at
