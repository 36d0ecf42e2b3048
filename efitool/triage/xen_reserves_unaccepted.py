"""Xen should not be given unaccepted memory.

Xen as an EFI application makes its own table of memory, in which EFI memory type 15 is reserved:
neither Xen nor any of its domains has that memory, whatever their kernels can do.

Evidence: Xen's EFI memory map and its RAM map.

Reference: Xen 4.17, xen/arch/x86/efi/efi-boot.h, efi_arch_process_memory_map().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.replay.scenario import Path
from efitool.triage._base import TriageRule
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Judge a map that Xen printed."""
    if case.booted_by is not Path.XEN or case.map is None or not case.map.unaccepted:
        return
    origins = tuple(o for o in (case.map_origin, case.e820_origin) if o)
    mebibytes = case.map.unaccepted.size >> 20
    told = f"Xen reserves {mebibytes} MiB that firmware left unaccepted"
    yield Judgement(Verdict.FAIL, told, origins)


RULE = TriageRule(
    id="xen-reserves-unaccepted",
    severity=Severity.ERROR,
    check=check,
    cause="Xen does not know EFI memory type 15 and reserves it",
    advice="start Xen with firmware that accepts all memory before it",
)
