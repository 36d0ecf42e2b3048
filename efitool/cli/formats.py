"""`efitool formats`: what can be read."""

from __future__ import annotations

import sys


def formats() -> None:
    """List the formats that efitool reads.

    Example: efitool formats
    """
    from efitool.formats import FORMATS

    for format in FORMATS:
        sys.stdout.write(f"{format.name:<20}{format.summary}\n")
