"""Unaccepted memory begins at 4 GiB.

OVMF accepts all below before anything can ask for it: loaders allocate there, devices of 32 bits
can do nothing else, and a loader that finds too little does not wait for a kernel to accept more.
TDShim leaves memory from 256 MiB on to the kernel; then this is as it should be.

Passes: 0x100000000 and above. Fails: 0x10000000.

Reference: edk2-stable202302, OvmfPkg/PlatformPei/AmdSev.c, AmdSevSnpInitialize(); UEFI 2.10, 7.2.1,
EfiUnacceptedMemoryType.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryMap
from efitool.model.ranges import PhysRange, RangeSet
from efitool.rules._base import MapRule

BELOW = RangeSet.of(PhysRange(0, 4 << 30))


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Add up what is below."""
    low = map.unaccepted & BELOW
    if low:
        yield None, f"{low.size >> 10} KiB below 4 GiB are unaccepted"


RULE = MapRule(
    "unaccepted-below-4gib",
    Severity.WARNING,
    check,
    "accept the memory below 4 GiB before boot services start",
)
