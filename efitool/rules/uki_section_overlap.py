"""In memory nothing lies over the kernel, the initrd or any other part of a unified kernel image.

Firmware copies section after section to its address. Where two overlap, the later one overwrites
a part of the earlier one, and the stub measures and boots what is left. It happens to images
that `objcopy` builds with fixed addresses once the kernel outgrows the room before the initrd.
``.sbat`` and the stub's mark are read from the file: nobody misses them in memory.

Passes: what `ukify` writes. Fails: a kernel of 17 MiB at 0x2000000 with the initrd at 0x3000000.

Reference: PE/COFF, Section Table; UAPI.5 Unified Kernel Image, UKI File Format; EDK II,
BasePeCoff.c, PeCoffLoaderLoadImage().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image, PeHeader
from efitool.rules._base import Rule, few

READ_FROM_FILE = {".sbat", ".sdmagic"}


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Look at the memory of a UKI, an addon or a stub."""
    overwritten = [*_overwritten(image.pe)] if image.pe and image.uki else []
    if overwritten:
        yield image.layer, f"in memory these are overwritten: {few(overwritten)}"


def _overwritten(pe: PeHeader) -> Iterator[str]:
    """Sort what is loaded by address; of two that overlap the one loaded first is overwritten."""
    loaded = [(0, pe.size_of_headers, "the headers")]
    loaded += [(s.rva, s.rva + s.virtual_size, s.name) for s in pe.sections if s.virtual_size]
    highest = 0
    for order in sorted(range(1, len(loaded)), key=loaded.__getitem__):
        start = loaded[order][0]
        if start < loaded[highest][1]:
            first, last = sorted((order, highest))
            if loaded[first][2] not in READ_FROM_FILE:
                yield f"{loaded[first][2]} by {loaded[last][2]} at {start:#x}"
        highest = max(highest, order, key=lambda n: loaded[n][1])


RULE = Rule("uki-section-overlap", Severity.ERROR, check, "build it again with ukify")
