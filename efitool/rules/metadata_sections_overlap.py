"""No two sections of the TDVF descriptor, or of the SEV metadata, share memory.

What the VMM adds or validates twice is refused by the TDX module, or lets the host change what the
guest has validated. Sections of no size share nothing: OVMF leaves out what a build lacks so.

Passes: OVMF; SEV metadata and TDVF descriptor may speak of the same memory. Fails: a page for
kernel hashes inside the memory of the first phase.

Reference: TDX Virtual Firmware Design Guide, 11.2; edk2-stable202502,
OvmfPkg/ResetVector/X64/OvmfSevMetadata.asm; AMD APM volume 2, 15.36 (double validation).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule

if TYPE_CHECKING:
    from efitool.model.firmware import SevSection, TdvfSection


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare each section with the next above it."""
    if image.firmware is None:
        return
    said = image.firmware.metadata
    sections: tuple[tuple[TdvfSection | SevSection, ...], ...] = (said.tdvf or (), said.sev or ())
    for name, rows in zip(("TDVF", "SEV metadata"), sections, strict=True):
        used = sorted((s for s in rows if s.size), key=lambda s: s.address)
        for low, high in pairwise(used):
            if high.address < low.end:
                below = f"{low.type.name} {low.address:#x}-{low.end:#x}"
                above = f"{high.type.name} {high.address:#x}-{high.end:#x}"
                yield f"{image.layer}: {name}", f"{below} and {above} overlap"


RULE = Rule("metadata-sections-overlap", Severity.ERROR, check, "correct the metadata of the build")
