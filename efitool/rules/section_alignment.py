"""Sections stand where the alignments of a PE image say that they stand.

An alignment is a power of two; addresses in memory are multiples of SectionAlignment, offsets in
the file of FileAlignment. Firmware that protects an image page by page gives up on one whose
sections share pages, and tools that rewrite an image round what they find.

Passes: what linkers write. Fails: rEFInd as Debian builds it, where `objcopy` put `.sbat` at the
decimal address 10000000.

Reference: PE/COFF, Optional Header, SectionAlignment and FileAlignment; EDK II,
ImagePropertiesRecordLib.c, CreateImagePropertiesRecord().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, few, loaded


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Judge both alignments, and the sections by those that are powers of two."""
    pe = loaded(image)
    if pe is None:
        return
    in_memory = [(s.name, s.rva) for s in pe.sections if s.virtual_size]
    in_file = [(s.name, s.offset) for s in pe.sections if s.size]
    for field, alignment, places in (
        ("SectionAlignment", pe.section_alignment, in_memory),
        ("FileAlignment", pe.file_alignment, in_file),
    ):
        if alignment.bit_count() != 1:
            yield image.layer, f"{field} is {alignment:#x}, no power of two"
            continue
        off = [f"{name} at {place:#x}" for name, place in places if place % alignment]
        if off:
            yield image.layer, f"not at multiples of {field}, {alignment:#x}: {few(off)}"


RULE = Rule(
    "section-alignment", Severity.WARNING, check, "link it again, or place the section right"
)
