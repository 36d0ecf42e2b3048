"""Rows of a map can be read, at least some.

A terminal of 80 columns folds them, a web page may cut them, and who is not root reads zeros in
/proc/iomem. Nothing is told of memory then, which is not to say that there is none.

Passes: a log with a map, though a row be damaged. Fails: 118 rows of "efi: mem", each in two lines.

Reference: Linux v6.12, drivers/firmware/efi/efi.c, efi_md_typeattr_format(): what a whole row is.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.rules._base import LogRule


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Name what would have been a map."""
    for rows in log.illegible:
        yield rows.label, f"{rows.format}: {len(rows.unread)} rows, none legible"


RULE = LogRule(
    "map-illegible",
    Severity.ERROR,
    check,
    "take the map as a file, or from a terminal that folds no lines",
)
