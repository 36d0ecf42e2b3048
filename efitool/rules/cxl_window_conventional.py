"""Memory in a window of CXL is for a special purpose.

A map that lists it as plain conventional memory offers it to loaders and kernels as any other:
it is slower, and what is allocated early stays there. Some firmware does so on purpose, for kernels
that know no CXL.

Passes: type 7 with EFI_MEMORY_SP; a window that the map does not list. Fails: type 7 without it.

Reference: CXL 3.1, 9.18.1.3, CXL Fixed Memory Window Structure; UEFI 2.10, 7.2.3, EFI_MEMORY_SP.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryAttribute, MemoryType
from efitool.model.ranges import RangeSet
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import with_acpi

SP = MemoryAttribute.SP.value


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Compare the windows with what is conventional, where attributes are told."""
    for map, tables in with_acpi(log):
        windows = RangeSet(w.range for table in tables for w in table.windows)
        plain = RangeSet(
            d.range
            for d in map.descriptors
            if d.type == MemoryType.CONVENTIONAL and d.attributes is not None
            if not d.attributes & SP
        )
        for both in windows & plain:
            yield map.label, f"{both}, {both.size >> 10} KiB, is CXL memory and conventional"


RULE = LogRule(
    "cxl-window-conventional",
    Severity.NOTE,
    check,
    "set EFI_MEMORY_SP, unless the kernel shall use it as any other",
)
