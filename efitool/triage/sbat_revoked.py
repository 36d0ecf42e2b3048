"""The loader should not be revoked.

shim compares the generations in its own ``.sbat`` section, and in what it loads, with the variable
SbatLevel. Another system on the same machine may have raised that level.

Evidence: ``Verifying shim SBAT data failed: Security Policy Violation``.

Reference: shim, SBAT.md; rhboot/shim, issue 650.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.triage._base import TriageRule
from efitool.triage._said import complaint
from efitool.triage.case import Case

SAID = r"SBAT data failed|SBAT self-check failed|image failed SBAT verification"


def check(case: Case) -> Iterator[Judgement]:
    """Look for the words of shim."""
    yield from complaint(case, SAID, "shim, or what it loads, is revoked by its generation")


RULE = TriageRule(
    id="sbat-revoked",
    severity=Severity.ERROR,
    check=check,
    cause="SbatLevel asks for a newer generation than the image has in .sbat",
    advice="update shim and the loader; efitool inspect shows the generations of each",
)
