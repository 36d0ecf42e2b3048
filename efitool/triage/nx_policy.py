"""What is loaded should be NX compatible where that is enforced.

shim and firmware with an NX policy refuse an image without the flag NX_COMPAT, and one with a
section that can be both written and executed.

Evidence: ``Policy requires NX, but image does not support NX``.

Reference: shim, pe.c and pe-relocate.c; systemd/systemd, issue 38545; PE/COFF, DLL Characteristics.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.triage._base import TriageRule
from efitool.triage._said import complaint
from efitool.triage.case import Case

SAID = r"Policy requires NX, but image does not|Section \d+ is writable and executable"


def check(case: Case) -> Iterator[Judgement]:
    """Look for the words of shim."""
    yield from complaint(case, SAID, "an image is refused because it is not NX compatible")


RULE = TriageRule(
    id="nx-policy",
    severity=Severity.ERROR,
    check=check,
    cause="the image lacks NX_COMPAT, or has a section that is writable and executable",
    advice="take an image that is NX compatible: efitool lint names the flag and the section",
)
