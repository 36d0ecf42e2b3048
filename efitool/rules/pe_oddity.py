"""The PE headers of an image are in order.

What a reader of PE files stumbles over and no other rule is about: more data directories or
sections than there can be, a table of sections that ends early. Some firmware refuses the image.

Passes: what linkers write. Fails: an image with 17 data directories.

Reference: PE/COFF, Optional Header and Section Table.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Pass on what the reader noted."""
    for warning in image.warnings if image.pe else ():
        yield image.layer, warning


RULE = Rule("pe-oddity", Severity.NOTE, check, "compare it with what `objdump -p` says")
