"""Logs that are printed newest first, as ``journalctl -r`` does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from efitool.formats._log_scan import Row


def chronological(rows: Sequence[Row], place: Callable[[Row], int | None]) -> Sequence[Row]:
    """Return rows as they were printed: turned round if what grows within a map falls instead."""
    places = [at for row in rows if (at := place(row)) is not None]
    grows = sum((a < b) - (a > b) for a, b in pairwise(places))
    return rows if grows >= 0 else rows[::-1]
