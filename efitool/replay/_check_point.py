"""One thing of which a recording says what happened, and a replay what should."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Self


class Verdict(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_PREDICTED = "not predicted"
    NOT_RECORDED = "not recorded"


class Point(NamedTuple):
    """A comparison; both sides in lines, in order."""

    name: str
    verdict: Verdict
    predicted: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    note: str = ""
    """What is left out of it, or why nothing is compared."""

    @classmethod
    def of(
        cls, name: str, predicted: Iterable[str], recorded: Iterable[str], note: str = ""
    ) -> Self:
        """Compare."""
        one, other = tuple(predicted), tuple(recorded)
        verdict = Verdict.AGREES if one == other else Verdict.DIFFERS
        return cls(name, verdict, one, other, note)

    @classmethod
    def not_predicted(cls, name: str, why: str) -> Self:
        return cls(name, Verdict.NOT_PREDICTED, note=why)

    @classmethod
    def not_recorded(cls, name: str, what: str) -> Self:
        return cls(name, Verdict.NOT_RECORDED, note=what)
