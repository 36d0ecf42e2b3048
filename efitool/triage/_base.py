"""What a triage rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.triage.case import Case


class TriageRule(NamedTuple):
    """One cause of trouble. The docstring of its module is its manual page.

    ``check`` yields nothing where the rule does not apply to such a guest.
    """

    id: str
    severity: Severity
    check: Callable[[Case], Iterator[Judgement]]
    cause: str
    """Why it happens, in a sentence."""
    advice: str
    """What to do."""
