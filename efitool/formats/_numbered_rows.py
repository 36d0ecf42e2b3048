"""Rows of a text that begin with their number, from 0 in each map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from efitool.formats._log_scan import Row

NUMBER = re.compile(r"(?:.*\s)?(\d{1,9})")


def parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Part the rows where numbers begin again; those without a number are of the part so far."""
    part, last = list[Row](), -1
    for row in rows:
        found = NUMBER.fullmatch(row.before)
        number = int(found[1]) if found else last + 1
        if part and number <= last:
            yield part
            part = []
        part.append(row)
        last = number
    if part:
        yield part
