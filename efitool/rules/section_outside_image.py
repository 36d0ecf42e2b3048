"""Every section of a PE image lies within the size that the image says it has in memory.

Firmware allocates `SizeOfImage` bytes and refuses an image of which a section ends behind them.

Passes: what linkers write. Fails: an image to which a section was added without adding its size.

Reference: PE/COFF, Optional Header, SizeOfImage; EDK II, BasePeCoff.c, PeCoffLoaderLoadImage().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, few, loaded


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare the end of each section in memory with the size of the image."""
    pe = loaded(image)
    if pe is None:
        return
    size = pe.size_of_image
    ends = ((s.name, s.rva + s.virtual_size) for s in pe.sections if s.virtual_size)
    beyond = [f"{name} ends at {end:#x}" for name, end in ends if end > size]
    if beyond:
        yield image.layer, f"the image ends at {size:#x} in memory: {few(beyond)}"


RULE = Rule("section-outside-image", Severity.ERROR, check, "correct SizeOfImage")
