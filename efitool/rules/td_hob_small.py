"""The hand-off block of a TDX firmware has room for the memory map of a large guest.

The VMM writes one resource of 48 bytes for each range of memory, between a header of 56 bytes and
an end of 8. A guest with NUMA nodes, hot-plug and devices has dozens of ranges; QEMU gives up if
they do not fit.

Passes: 8 KiB, which hold 169 resources. Fails: 4 KiB, which hold 84.

Reference: PI 1.8, volume 3, 5 (HOB definitions); QEMU 10.0, hw/i386/tdvf-hob.c, tdvf_get_area();
edk2-stable202502, OvmfPkg/OvmfPkgX64.fdf.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule

HEADER, RESOURCE, END = 56, 48, 8
USUAL = 8192


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Count the resources that fit."""
    for section in (image.firmware.metadata.tdvf if image.firmware else None) or ():
        if section.type.name == "TD_HOB" and section.size < USUAL:
            room = max(0, section.size - HEADER - END) // RESOURCE
            why = f"{section.size} bytes hold {room} ranges of memory; OVMF has room for 169"
            yield f"{image.layer}: TD_HOB at {section.address:#x}", why


RULE = Rule("td-hob-small", Severity.WARNING, check, "give the TD_HOB section 8 KiB or more")
