"""Nothing below 1 MiB is unaccepted.

Processors start there, in real mode, and cannot accept what they run from; the addresses from 640
KiB on are no memory at all. A unit of 2 MiB that begins at 0 holds both.

Passes: 0x100000 and above. Fails: 0x0-0xa0000.

Reference: Linux v6.12, arch/x86/realmode/init.c, reserve_real_mode(); UEFI 2.10, 7.2.1,
EfiUnacceptedMemoryType.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryMap
from efitool.model.ranges import PhysRange, RangeSet
from efitool.rules._base import MapRule

BELOW = RangeSet.of(PhysRange(0, 1 << 20))


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Add up what is below."""
    low = map.unaccepted & BELOW
    if low:
        yield None, f"{low.size >> 10} KiB below 1 MiB are unaccepted"


RULE = MapRule(
    "unaccepted-below-1mib",
    Severity.WARNING,
    check,
    "accept the first MiB before boot services start",
)
