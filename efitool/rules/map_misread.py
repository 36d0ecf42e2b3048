"""The addresses are those of memory.

Where most descriptors start above 2^52, which no memory of today reaches, the bytes were read at
the wrong offset or stride: fields have moved into one another. No other
rule judges such a map: all of it would be wrong.

Passes: one odd descriptor among many. Fails: starts such as 0x1000000000000f.

Reference: Intel SDM, volume 3A, 4.1.4 (MAXPHYADDR is at most 52); UEFI 2.10, 7.2.3,
EFI_MEMORY_DESCRIPTOR.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryMap
from efitool.rules._base import MapRule

ADDRESSABLE = 1 << 52


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Count the starts that no address can have."""
    far = sum(d.start >= ADDRESSABLE for d in map.descriptors)
    if far * 2 > len(map.descriptors):
        yield None, f"{far} of {len(map.descriptors)} descriptors start above 2^52"


RULE = MapRule(
    "map-misread",
    Severity.ERROR,
    check,
    "read it with another descriptor size, or from another offset",
)
