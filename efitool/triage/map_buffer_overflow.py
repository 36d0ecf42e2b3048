"""GetMemoryMap() should not write more than it says.

EDK II counted ranges of unaccepted memory too few when it told how large a buffer must be. With
more ranges than its reserve of spare descriptors it writes behind the buffer: the loader or the
kernel crashes at random.

Evidence: the number of unaccepted ranges in the map, and the firmware's version. A distribution
may have the fix in an older version.

Reference: edk2-stable202511, commit f80a406aa9, MdeModulePkg/Core/Dxe/Mem/Page.c,
CoreGetMemoryMap().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryType
from efitool.model.triage import Judgement
from efitool.triage._base import TriageRule
from efitool.triage._guest import by_firmware
from efitool.triage._versions import FirmwareFix
from efitool.triage.case import Case

SPARE = 6
"""Descriptors that the count has to spare."""

FIX = FirmwareFix("f80a406aa9", "GetMemoryMap() writes behind its buffer", 202211, 202511)


def check(case: Case) -> Iterator[Judgement]:
    """Count the unaccepted ranges."""
    if case.map is None:
        return
    ranges = sum(1 for _ in case.map.regions(MemoryType.UNACCEPTED))
    if ranges > SPARE:
        fix = FIX._replace(what=f"with {ranges} unaccepted ranges {FIX.what}")
        yield from by_firmware(case, fix)


RULE = TriageRule(
    id="map-buffer-overflow",
    severity=Severity.ERROR,
    check=check,
    cause="EDK II leaves unaccepted ranges out when it counts what its memory map needs",
    advice="update the firmware to edk2-stable202511, or give the guest memory in fewer pieces",
)
