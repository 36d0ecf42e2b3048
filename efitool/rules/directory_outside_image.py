"""Every data directory of a PE image leads into the image.

Firmware reads relocations and debug directory where they say that they are: it refuses the image,
or leaves it as it is, where that is outside. The certificate table is not loaded and has a rule
of its own.

Passes: what linkers write. Fails: a directory whose section was removed.

Reference: PE/COFF, Optional Header Data Directories; EDK II, BasePeCoff.c,
PeCoffLoaderRelocateImage().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, few, loaded


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare the end of each directory with the size of the image."""
    pe = loaded(image)
    if pe is None:
        return
    size = pe.size_of_image
    ends = ((d.name, d.rva + d.size) for d in pe.directories if d.size and d.name != "security")
    beyond = [f"{name} ends at {end:#x}" for name, end in ends if end > size]
    if beyond:
        yield image.layer, f"the image ends at {size:#x} in memory: {few(beyond)}"


RULE = Rule(
    "directory-outside-image", Severity.WARNING, check, "clear the directory, or link again"
)
