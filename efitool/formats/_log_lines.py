"""Lines of a log by their numbers, as the readers of logs count and see them."""

from __future__ import annotations

from collections.abc import Iterator, Set

from efitool.formats._log_pieces import PIECE
from efitool.formats._log_wrapping import is_json, unwrapped
from efitool.formats._text import plain
from efitool.model.image import Data

LONGEST = 400
"""Bytes of a line that are quoted."""


def lines(data: Data, numbers: Set[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines of these numbers, in order, without what terminals are told."""
    data = plain(data)
    json = is_json(data)
    line, at = 1, 0
    for wanted in sorted(numbers):
        while line < wanted:
            end = min(at + PIECE, len(data))
            ends = data[at:end].count(b"\n")
            if line + ends < wanted:
                line, at = line + ends, end
                if at == len(data):
                    return
            else:
                for _ in range(wanted - line):
                    at = data.find(b"\n", at) + 1
                line = wanted
        end = data.find(b"\n", at)
        whole = data[at : len(data) if end < 0 else end][:PIECE]
        text = unwrapped(whole, json=json).strip()[:LONGEST]
        yield wanted, text.decode("utf-8", "replace")
