"""The COFF symbols and strings of an image lie within the file.

Firmware does not look at them, but tools do, and long names of sections are kept among the
strings: without them, `/4` is all that is known of a section.

Passes: an image with symbols, or with none. Fails: one that was stripped by cutting it off.

Reference: PE/COFF, COFF Symbol Table and COFF String Table.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare the end of both tables with the size of the file."""
    symbols = image.pe.symbols if image.pe else None
    if symbols and symbols.end > len(image.data):
        yield (
            image.layer,
            f"{symbols.number} symbols end at {symbols.end:#x}, the file at {len(image.data):#x}",
        )


RULE = Rule("symbols-outside-file", Severity.NOTE, check, "strip it with `objcopy --strip-all`")
