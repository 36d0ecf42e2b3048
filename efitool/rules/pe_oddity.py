"""The PE headers of an image are in order.

Firmware is stricter than most tools: what a reader of PE files stumbles over may keep an image
from being loaded, or may be harmless.

Passes: what ordinary linkers write. Fails: sections that overlap, alignments that are no power
of two.

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
