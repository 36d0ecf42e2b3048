"""Fails by the version, where nothing starts."""

from __future__ import annotations

from efitool.triage.tdx_low_memory import check
from tests.cases import BARE, SNP, TDX, fact, verdict

BROKEN = BARE._replace(platform=TDX, firmware=fact("edk2-stable202605"))


def test_fails() -> None:
    assert verdict(check, BROKEN) == "fail"


def test_passes() -> None:
    assert verdict(check, BROKEN._replace(firmware=fact("2026.08+ds-2"))) == "pass"


def test_silent() -> None:
    assert verdict(check, BROKEN._replace(firmware=None)) is None
    assert verdict(check, BROKEN._replace(platform=SNP)) is None
    assert verdict(check, BROKEN._replace(release=fact("6.12.1"))) is None
