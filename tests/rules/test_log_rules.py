"""A log is judged by what stands in several of its places, beside each of its maps."""

from __future__ import annotations

import efitool
from efitool.model.findings import Finding, Severity
from efitool.model.guest_log import GuestLog, Quote
from efitool.rules import judge_log, judge_map
from tests.maps import unaccepted

LOG = GuestLog(maps=(unaccepted((4 << 30, 4 << 20)),), firmware=(Quote(3, "EFI v2.7 by EDK II"),))


def test_a_finding_says_where() -> None:
    assert judge_log(LOG) == (
        Finding(
            "unaccepted-before-2-9",
            Severity.NOTE,
            "line 3",
            "there is unaccepted memory, and the firmware is EFI v2.7 by EDK II",
            "update the firmware if a loader or kernel rejects type 15; else leave it",
        ),
    )


def test_lint_judges_both() -> None:
    assert efitool.lint(LOG) == (*judge_map(LOG.maps[0]), *judge_log(LOG))
