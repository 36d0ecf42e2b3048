"""There is one range that is translated to I/O ports, at most.

Passes: one descriptor of type 12. Fails: two.

Reference: UEFI 2.10, 7.2.1, EfiMemoryMappedIOPortSpace; EFI 1.10, 5.2: there is only one region of
it.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryMap, MemoryType
from efitool.rules._base import MapRule


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Count the descriptors."""
    count = sum(d.type == MemoryType.MMIO_PORT_SPACE for d in map.descriptors)
    if count > 1:
        yield None, f"it has {count} ranges for I/O ports"


RULE = MapRule(
    "port-space-repeated",
    Severity.NOTE,
    check,
    "report one range for all I/O ports",
)
