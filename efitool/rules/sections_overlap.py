"""The sections of a PE image do not overlap, neither in the file nor in memory.

What is loaded last wins, and tools that copy or sign an image disagree about what belongs to it.
What overlaps in the memory of a UKI is for the rule uki-section-overlap.

Passes: what linkers write. Fails: a debug file that `objcopy` made of an EFI application.

Reference: PE/COFF, Section Table.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, few


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Sort headers and sections by where they begin; each ends before the next one begins."""
    pe = image.pe
    if pe is None:
        return
    in_file = [(s.offset, s.size, s.name) for s in pe.sections]
    in_memory = [(s.rva, s.virtual_size, s.name) for s in pe.sections if not image.uki]
    for space, spans in (("the file", in_file), ("memory", in_memory)):
        found = [*_overlaps([(0, pe.size_of_headers, "the headers"), *spans])]
        if found:
            yield image.layer, f"they overlap in {space}: {few(found)}"


def _overlaps(spans: list[tuple[int, int, str]]) -> Iterator[str]:
    """Yield what begins before all that begins earlier has ended."""
    furthest, last = 0, ""
    for start, size, name in sorted((s for s in spans if s[1]), key=lambda s: s[0]):
        if start < furthest:
            yield f"{last} and {name} at {start:#x}"
        if start + size > furthest:
            furthest, last = start + size, name


RULE = Rule(
    "sections-overlap", Severity.WARNING, check, "build the image again; move what was added"
)
