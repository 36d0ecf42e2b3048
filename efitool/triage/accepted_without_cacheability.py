"""Memory that firmware accepted should be cacheable.

The first firmware with lazy acceptance for SEV-SNP forgot the attributes of what it accepted at
ExitBootServices(). Xen takes memory without write-back for unusable.

Evidence: conventional memory without any attribute of caching, in a map that has them elsewhere.

Reference: edk2-stable202302, commit f67ec87704, OvmfPkg/AmdSevDxe; Xen 4.17,
xen/arch/x86/efi/efi-boot.h, efi_arch_process_memory_map().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryType
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import origins
from efitool.triage.case import Case

CACHEABLE = 0x1F
"""EFI_MEMORY_UC, WC, WT, WB and UCE."""


def check(case: Case) -> Iterator[Judgement]:
    """Look for conventional memory without attributes."""
    if case.map is None:
        return
    told = [d for d in case.map.descriptors if d.attributes is not None]
    bare = [
        d for d in told if d.type == MemoryType.CONVENTIONAL and not (d.attributes or 0) & CACHEABLE
    ]
    if bare and any((d.attributes or 0) & CACHEABLE for d in told):
        size = sum(d.size for d in bare) >> 20
        message = (
            f"{size} MiB of conventional memory, from {bare[0].start:#x} on, are not cacheable"
        )
        yield Judgement(Verdict.FAIL, message, origins(case, case.firmware))


RULE = TriageRule(
    id="accepted-without-cacheability",
    severity=Severity.ERROR,
    check=check,
    cause="firmware accepted the memory and left its attributes out",
    advice="update the firmware to edk2-stable202302 or newer, with commit f67ec87704",
)
