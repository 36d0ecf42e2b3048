"""What logs complain of, by the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from efitool.model.triage import Judgement, Origin, Verdict
from efitool.triage.case import Case

FEW = 8
"""Lines that a judgement quotes, so that a complaint that is repeated stays readable."""


def said(case: Case, pattern: str) -> tuple[Origin, ...]:
    """Return the first lines that hold a match of a regular expression."""
    return tuple(islice(_matching(case, pattern), FEW))


def times(case: Case, pattern: str) -> int:
    """Count the lines that hold a match."""
    return sum(1 for _ in _matching(case, pattern))


def complaint(case: Case, pattern: str, message: str) -> Iterator[Judgement]:
    """Fail a case whose logs say so, and say nothing of any other."""
    if lines := said(case, pattern):
        yield Judgement(Verdict.FAIL, message, lines)


def _matching(case: Case, pattern: str) -> Iterator[Origin]:
    phrase = re.compile(pattern)
    for path, quote in case.messages:
        if phrase.search(quote.text):
            yield Origin(path, line=quote.line, text=quote.text)
