"""An EFI image should be NX compatible.

Firmware that enforces non-executable memory refuses images without the flag, and the signing
authority for Secure Boot no longer signs loaders that lack it.

Passes: a Linux kernel since v5.19. Fails: Linux v5.15; GRUB before the NX patches.

Reference: PE/COFF, DLL Characteristics, IMAGE_DLLCHARACTERISTICS_NX_COMPAT; Linux v5.19,
arch/x86/boot/header.S.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image, ImageType
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Read the flag of images that firmware loads."""
    if image.pe and image.type is not ImageType.PE and not image.pe.nx_compat:
        yield (
            image.layer,
            "the NX_COMPAT flag is not set: firmware that enforces NX refuses the image",
        )


RULE = Rule("image-not-nx", Severity.WARNING, check, "link it with NX_COMPAT once it truly is")
