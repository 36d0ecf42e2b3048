"""`efitool formats`: what can be read."""

from __future__ import annotations

from efitool.cli._output import write


def formats() -> None:
    """List the formats that efitool reads.

    Example: efitool formats
    """
    from efitool.formats import FORMATS

    for format in FORMATS:
        write(f"{format.name:<20}{format.summary}\n")
