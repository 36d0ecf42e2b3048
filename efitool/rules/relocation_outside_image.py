"""Every base relocation adjusts a word within the image.

Firmware refuses an image with a block of relocations for a page that the image does not have;
some would write into memory that is not the image's.

Passes: what linkers write. Fails: a table left behind by a section that was removed.

Reference: PE/COFF, The .reloc Section; shim, pe-relocate.c, relocate_coff().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, loaded


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare the last page that a block is for with the size of the image."""
    pe = loaded(image)
    table = pe.relocations if pe else None
    if pe and table and table.last_page >= pe.size_of_image:
        yield (
            f"{image.layer} directory basereloc",
            f"a block is for {table.last_page:#x}, the image ends at {pe.size_of_image:#x}",
        )


RULE = Rule("relocation-outside-image", Severity.ERROR, check, "link it again")
