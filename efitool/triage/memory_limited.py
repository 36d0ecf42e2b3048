"""A guest should have what it was given, unless its own command line says otherwise.

``mem=`` ends memory at an address, and ``memmap=`` reserves ranges or redefines the table: Linux
then prints a second table, ``user-defined``, and has what that says. Nothing is wrong with the
firmware or the machine.

Evidence: the parameter, and what firmware's table has as usable and the user-defined one has not.

Reference: Linux v6.12, arch/x86/kernel/e820.c, parse_memopt() and parse_memmap_opt().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.e820 import E820Map, E820Type
from efitool.model.findings import Severity
from efitool.model.ranges import RangeSet
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._guest import USER, origins, text
from efitool.triage.case import Case

PARAMETERS = ("mem=", "memmap=")


def check(case: Case) -> Iterator[Judgement]:
    """Hold the table that the command line made against the one before."""
    words = [w for w in (text(case.command_line) or "").split() if w.startswith(PARAMETERS)]
    if not words or len(case.e820) < 2 or case.e820[-1].source != USER:
        return
    gone = _usable(case.e820[0]) - _usable(case.e820[-1])
    if mebibytes := gone.size >> 20:
        told = f"the kernel leaves {mebibytes} MiB unused, as it was told to: {' '.join(words)}"
        where = (case.e820_origin,) if case.e820_origin else ()
        yield Judgement(Verdict.FAIL, told, (*where, *origins(case, case.command_line)))


def _usable(table: E820Map) -> RangeSet:
    return RangeSet(e.range for e in table.entries if e.type == E820Type.USABLE)


RULE = TriageRule(
    id="memory-limited",
    severity=Severity.WARNING,
    check=check,
    cause="a parameter of the kernel sets memory aside",
    advice="take the parameter off the kernel's command line if nobody needs that memory",
)
