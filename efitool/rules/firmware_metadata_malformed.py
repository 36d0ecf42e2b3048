"""The table of GUIDs before the reset vector, and what it points to, can be read.

A hypervisor that cannot read it does not know where to put what a confidential guest needs, and
refuses to start one.

Passes: every build of OVMF. Fails: a descriptor that is pointed to outside the file, or that lacks
its signature.

Reference: edk2-stable202502, OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm; QEMU 10.0,
hw/i386/pc_sysfw_ovmf.c and hw/i386/tdvf.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Pass on what the reader found odd."""
    for oddity in image.firmware.malformed_metadata if image.firmware else ():
        yield f"{image.layer}:{oddity.where}", oddity.what


RULE = Rule("firmware-metadata-malformed", Severity.ERROR, check, "build the firmware again")
