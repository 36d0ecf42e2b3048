"""The tables of an ELF file can be read.

A kernel is told from what its sections and notes hold. Where their tables lie outside the file or
have rows of another size, what they would say is missing from the answer.

Passes: what linkers write, stripped or not. Fails: a section table of more rows than the file
holds.

Reference: System V ABI 4.1, chapter 4, "ELF Header", "Sections".
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Pass on what the reader noted."""
    for warning in image.warnings if image.elf else ():
        yield image.layer, warning


RULE = Rule("elf-oddity", Severity.NOTE, check, "compare it with what `readelf -lS` says")
