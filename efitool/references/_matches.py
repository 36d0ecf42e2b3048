"""Instructions that a pattern finds, and no more of them than can be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from efitool.errors import LimitError

T = TypeVar("T")

MAX_MATCHES = 1 << 20
"""Instructions of one kind that are looked at, in about a third of a second. The kernels of
distributions hold 300,000 calls and 200,000 addresses."""


def matches(pattern: re.Pattern[bytes], code: bytes) -> Iterator[int]:
    """Yield where a pattern matches; absurdly many matches are a `LimitError`."""
    return bounded(map(re.Match.start, pattern.finditer(code)), MAX_MATCHES)


def bounded(candidates: Iterable[T], limit: int) -> Iterator[T]:
    """Yield the candidates; absurdly many are a `LimitError`."""
    for count, candidate in enumerate(candidates):
        if count == limit:
            raise LimitError(f"code: more than {limit} instructions that may matter")
        yield candidate
