"""The debug directory of a PE image consists of whole rows that lead to bytes in the file.

Firmware reads the directory when it loads an image, to tell a debugger the file with the symbols;
EDK II refuses an image whose directory ends behind the file.

Passes: what linkers write. Fails: an image whose debug section was stripped and whose directory
was not.

Reference: PE/COFF, The .debug Section; EDK II, BasePeCoff.c, PeCoffLoaderGetImageInfo().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, few

ROW = 28
"""Bytes of a row."""


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Count the rows, and follow each to its bytes."""
    pe = image.pe
    directory = pe.directory("debug") if pe else None
    if pe is None or directory is None:
        return
    where = f"{image.layer} directory debug"
    if len(pe.debug) * ROW != directory.size:
        yield where, f"of its {directory.size} bytes, {len(pe.debug)} rows of {ROW} can be read"
    ends = ((entry.type.name, entry.offset + entry.size) for entry in pe.debug if entry.size)
    beyond = [f"{name} ends at {end:#x}" for name, end in ends if end > len(image.data)]
    if beyond:
        yield where, f"the file ends at {len(image.data):#x}: {few(beyond)}"


RULE = Rule("debug-malformed", Severity.WARNING, check, "clear the directory, or link again")
