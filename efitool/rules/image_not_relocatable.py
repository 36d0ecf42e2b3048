"""An EFI image can be loaded at any address.

Where RELOCS_STRIPPED is set, firmware must load the image at its preferred address, and cannot
if that memory is taken; shim refuses such an image.

Passes: Linux, GRUB and whatever has relocations or needs none. Fails: an image that was linked
at a fixed address.

Reference: PE/COFF, Characteristics, IMAGE_FILE_RELOCS_STRIPPED; shim, pe-relocate.c,
read_header().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, loaded

RELOCS_STRIPPED = 0x0001


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Read the flag."""
    pe = loaded(image)
    if pe and pe.characteristics & RELOCS_STRIPPED:
        yield image.layer, f"it can be loaded at {pe.image_base:#x} only, and by shim not at all"


RULE = Rule("image-not-relocatable", Severity.WARNING, check, "keep the relocations when linking")
