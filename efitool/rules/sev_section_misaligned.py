"""The sections of OVMF's SEV metadata begin and end at pages of 4 KiB.

The hypervisor validates whole pages: what begins within one validates more or less than the
firmware believes.

Passes: OVMF, its sections of no size among them. Fails: a section of 0x800 bytes.

Reference: edk2-stable202502, OvmfPkg/ResetVector/X64/OvmfSevMetadata.asm; QEMU 10.0,
target/i386/sev.c, snp_populate_metadata_pages().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule

PAGE = 4096


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Judge each section."""
    sections = image.firmware.metadata.sev if image.firmware else None
    for n, section in enumerate(sections or ()):
        if section.address % PAGE or section.size % PAGE:
            where = f"{image.layer}: SEV section {n} ({section.type.name})"
            yield where, f"{section.address:#x}-{section.end:#x} is not made of pages"


RULE = Rule("sev-section-misaligned", Severity.ERROR, check, "correct the metadata of the build")
