"""Fails by size and version, on SEV-SNP alone."""

from __future__ import annotations

from efitool.triage.snp_above_512_gib import check
from tests.cases import BARE, GIB, SNP, TDX, fact, verdict

LARGE = BARE._replace(platform=SNP, given=768 * GIB)
OLD = fact("edk2-stable202305")


def test_fails() -> None:
    assert verdict(check, LARGE._replace(firmware=OLD)) == "fail"


def test_asks_for_the_version() -> None:
    assert verdict(check, LARGE) == "unknown"


def test_passes() -> None:
    assert verdict(check, LARGE._replace(firmware=fact("edk2-stable202308"))) == "pass"


def test_silent() -> None:
    assert verdict(check, LARGE._replace(firmware=OLD, given=512 * GIB)) is None
    assert verdict(check, LARGE._replace(firmware=OLD, platform=TDX)) is None
