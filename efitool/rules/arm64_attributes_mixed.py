"""On AArch64, runtime memory shares 64 KiB with nothing that is cached otherwise.

Kernels have pages of 4, 16 or 64 KiB there: one of 64 KiB is mapped in one way. Where it holds
runtime services, reserved memory or ACPI NVS, all of it must be cached alike. A map does not say
whose it is: it is judged in a log whose kernel says so, and nowhere else.

Passes: neighbours with the same cacheability; neighbours from a multiple of 64 KiB on. Fails: a
page of type 6 with WB beside one of type 0 with UC.

Reference: UEFI 2.10, 2.3.6.1, Memory types.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryType
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import memory_maps, on_arm64
from efitool.rules._memory import CACHEABILITY

GRANULE = 64 << 10
KEPT = {
    MemoryType.RESERVED,
    MemoryType.RUNTIME_SERVICES_CODE,
    MemoryType.RUNTIME_SERVICES_DATA,
    MemoryType.ACPI_NVS,
}


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Compare neighbours that meet inside 64 KiB, in order of their addresses."""
    for map in memory_maps(log) if on_arm64(log) else ():
        told = [d for d in map.descriptors if d.pages and (d.attributes or 0) & CACHEABILITY]
        told.sort(key=lambda d: d.start)
        for one, next in pairwise(told):
            share = (one.end - 1) // GRANULE == next.start // GRANULE
            differ = ((one.attributes or 0) ^ (next.attributes or 0)) & CACHEABILITY
            if share and differ and KEPT & {one.type, next.type}:
                yield map.label, f"{one.range} and {next.range} are cached in different ways"


RULE = LogRule(
    "arm64-attributes-mixed",
    Severity.ERROR,
    check,
    "let runtime regions begin and end on multiples of 64 KiB",
)
