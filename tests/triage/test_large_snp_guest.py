"""Fails on #VC in a large guest under an early kernel."""

from __future__ import annotations

from efitool.triage.large_snp_guest import check
from tests.cases import BARE, GIB, SNP, fact, lines, message, says, verdict

LARGE = BARE._replace(platform=SNP, given=256 * GIB, messages=says("Unhandled #VC"))


def test_fails() -> None:
    case = LARGE._replace(release=fact("6.5.3", 4))

    assert message(check, case) == "a guest with 256 GiB ends with #VC under an early kernel"
    assert lines(check, case) == [10, 4]
    assert verdict(check, case._replace(given=128 * GIB)) == "fail"


def test_asks_for_the_kernel() -> None:
    assert verdict(check, LARGE) == "unknown"


def test_silent() -> None:
    early = fact("6.5.3")
    assert verdict(check, LARGE._replace(release=fact("6.6.1"))) is None
    assert verdict(check, LARGE._replace(release=early, given=64 * GIB)) is None
    assert verdict(check, LARGE._replace(release=early, messages=())) is None
