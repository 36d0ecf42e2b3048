"""A PE file has an optional header, which is optional in object files only.

It says where the entry point is, how large the image is, and that it is for EFI: firmware refuses
a file without one. The usual cause is an `objcopy` that wrote an object file where an image was
wanted, because it does not know the format of EFI applications for the machine.

Passes: everything that a linker wrote. Fails: fwupd 1.9 for riscv64 as Debian built it.

Reference: PE/COFF, Optional Header, Magic; EDK II, BasePeCoff.c, PeCoffLoaderGetPeHeader().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule

MAGICS = (0x10B, 0x20B)
"""PE32 and PE32+."""


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Look at the magic number, which a header that is not there does not have."""
    if image.pe and image.pe.magic not in MAGICS:
        yield image.layer, f"its magic number is {image.pe.magic:#x}, not one of PE32 or PE32+"


RULE = Rule(
    "optional-header-missing",
    Severity.ERROR,
    check,
    "convert it as an image: `objcopy -O efi-app-…`",
)
