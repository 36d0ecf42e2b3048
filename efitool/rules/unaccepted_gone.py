"""What one map calls unaccepted is unaccepted in the next, too.

Where it is plain memory in the next map of one boot, firmware accepted it at ExitBootServices():
the loader did not say that it will, and the call failed once, with a new map. Nothing is wrong, but
the boot took the time that lazy acceptance saves.

Passes: the same type 15 in both maps. Fails: type 15, then type 7 in its place.

Reference: edk2-stable202302, OvmfPkg/AmdSevDxe/AmdSevDxe.c, ResolveUnacceptedMemory(); UEFI 2.10,
7.4.6, EFI_BOOT_SERVICES.ExitBootServices().
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.ranges import RangeSet
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import memory_maps
from efitool.rules._memory import MEMORY


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Compare each map with the one before it."""
    for one, next in pairwise(memory_maps(log)):
        memory = RangeSet(d.range for d in next.descriptors if d.type in MEMORY)
        gone = one.unaccepted
        if gone and not next.unaccepted and gone <= memory:
            yield next.label, f"{gone.size >> 10} KiB were unaccepted before, and are not here"


RULE = LogRule(
    "unaccepted-gone",
    Severity.NOTE,
    check,
    "let the kernel accept: `efitool explain acceptance-protocol`",
)
