"""A loader should know how many memory types there are.

The command ``memmap`` of older loaders of FreeBSD and illumos looks a type up among 14 names, and
prints what lies behind them for persistent (14) and unaccepted (15) memory, or crashes.

Evidence: such a loader's banner, and types above 13 in the map. Its vintage is not in its banner.

Reference: FreeBSD, stand/efi/loader/main.c, command_memmap(); UEFI 2.10, 7.2.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryType
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import origins
from efitool.triage._said import said
from efitool.triage.case import Case


def check(case: Case) -> Iterator[Judgement]:
    """Look for such a loader, and for such types."""
    lines = said(case, r"(?:FreeBSD|illumos)/\S+ EFI loader")
    if not lines or case.map is None:
        return
    types = {d.type for d in case.map.descriptors if d.type > MemoryType.PAL_CODE}
    if types:
        told = (
            f"`memmap` in an older loader would misread type {', '.join(map(str, sorted(types)))}"
        )
        yield Judgement(Verdict.INFO, told, (*lines, *origins(case)))


RULE = TriageRule(
    id="type-table-overrun",
    severity=Severity.NOTE,
    check=check,
    cause="an older loader has names for the types up to 13, and does not look where they end",
    advice="do not use `memmap` there, or update the loader",
)
