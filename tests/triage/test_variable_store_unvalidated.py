"""Fails by the version where firmware ends with #VC."""

from __future__ import annotations

from efitool.triage.variable_store_unvalidated import check
from tests.cases import BARE, SNP, TDX, fact, says, verdict

SAID = BARE._replace(messages=says("#VC exception, exit code 0x404"), platform=SNP)


def test_fails() -> None:
    assert verdict(check, SAID._replace(firmware=fact("EDK II 2024.11-5"))) == "fail"


def test_asks_for_the_version() -> None:
    assert verdict(check, SAID) == "unknown"


def test_passes() -> None:
    assert verdict(check, SAID._replace(firmware=fact("edk2-stable202502"))) == "pass"


def test_silent() -> None:
    old = fact("edk2-stable202411")
    assert verdict(check, BARE._replace(firmware=old, platform=SNP)) is None
    assert verdict(check, SAID._replace(firmware=old, release=fact("6.12.1"))) is None
    assert verdict(check, SAID._replace(firmware=old, platform=TDX)) is None
