"""A guest should do with its map what such a kernel does with such a map.

The map that the kernel was given is replayed with its version, and with what its image or log
tells that it can do. Where its log shows another table of memory, or another count of it, the
kernel is not what it seems to be, or something else took memory away.

Evidence: the map, the kernel's e820 table and ``Memory:`` line, beside what a replay expects.

Reference: `efitool replay --check` shows all that is compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement, Verdict
from efitool.replay import check as checked
from efitool.triage._base import TriageRule
from efitool.triage._guest import USER
from efitool.triage._said import said
from efitool.triage.case import Case

SHOWN = 3
"""Lines of a comparison that a message has room for."""


def check(case: Case) -> Iterator[Judgement]:
    """Tell each point in which the log and a replay differ."""
    points = case.predicted.points if case.predicted and _by_stub(case) else ()
    differing = [p for p in points if p.verdict is checked.Verdict.DIFFERS]
    origins = tuple(o for o in (case.map_origin, case.e820_origin) if o)
    for point in differing:
        wanted, found = (_lines(set(a) - set(b), a) for a, b in _both(point))
        told = f"{point.name}: a replay expects {wanted}, the log shows {found}"
        yield Judgement(Verdict.FAIL, told, origins)
    if not differing and any(p.verdict is checked.Verdict.AGREES for p in points):
        yield Judgement(Verdict.PASS, "the log shows what a replay expects")


def _by_stub(case: Case) -> bool:
    """Whether the table is what a stub makes of the map: no loader's, no command line's."""
    by_user = any(table.source == USER for table in case.e820)
    return not by_user and not said(case, r"Unknown memory type 15")


def _both(point: checked.Point) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    yield point.predicted, point.recorded
    yield point.recorded, point.predicted


def _lines(only: set[str], all: tuple[str, ...]) -> str:
    """Show what one side has alone."""
    lines = [line for line in all if line in only]
    more = f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    return ", ".join(lines[:SHOWN]) + more if lines else "nothing of the kind"


RULE = TriageRule(
    id="replay-differs",
    severity=Severity.WARNING,
    check=check,
    cause="the kernel does not do what its version and its options say",
    advice="look at both tables: efitool replay --check LOG; give triage the kernel's image too",
)
