"""Every section of a PE image lies within the file.

A section whose bytes are not there is loaded as whatever the loader makes of it; most refuse the
image. The usual cause is a copy that was cut off.

Passes: any complete file. Fails: the first 4 KiB of one.

Reference: PE/COFF, Section Table, PointerToRawData and SizeOfRawData.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare the end of each section with the size of the file."""
    for section in image.pe.sections if image.pe else ():
        if section.size and section.end > len(image.data):
            yield (
                f"{image.layer} section {section.name}",
                f"it ends at {section.end:#x}, the file at {len(image.data):#x}",
            )


RULE = Rule("section-outside-file", Severity.ERROR, check, "get a complete copy of the file")
