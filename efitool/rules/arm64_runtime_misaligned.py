"""On AArch64, what runtime services have begins and ends on a multiple of 64 KiB.

Kernels with pages of 64 KiB map no less. EDK II fails ExitBootServices() with
EFI_INVALID_PARAMETER over such a region of its own. A map does not say whose it is: it is judged in
a log whose kernel says so, and nowhere else.

Passes: 0x10000-0x30000. Fails: 0x11000-0x20000.

Reference: UEFI 2.10, 2.3.6.1, Memory types; edk2-stable202302, MdeModulePkg/Core/Dxe/Mem/Page.c,
CoreTerminateMemoryMap().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryType
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import memory_maps, on_arm64

GRANULE = 64 << 10
RUNTIME_TYPES = {MemoryType.RUNTIME_SERVICES_CODE, MemoryType.RUNTIME_SERVICES_DATA}


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Look at both ends of types 5 and 6."""
    for map in memory_maps(log) if on_arm64(log) else ():
        for index, descriptor in enumerate(map.descriptors):
            odd = (descriptor.start | descriptor.size) % GRANULE
            if odd and descriptor.type in RUNTIME_TYPES:
                yield map.where(index), f"{descriptor.range} is not of whole 64 KiB"


RULE = LogRule(
    "arm64-runtime-misaligned",
    Severity.ERROR,
    check,
    "allocate runtime memory in multiples of 64 KiB",
)
