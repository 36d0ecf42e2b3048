"""Fails by size and version, on TDX alone."""

from __future__ import annotations

from efitool.triage.odd_mebibytes import check
from tests.cases import BARE, SNP, TDX, fact, lines, message, verdict

ODD = BARE._replace(platform=TDX, given=2049 << 20)
OLD = fact("edk2-stable202508", 2)


def test_fails() -> None:
    case = ODD._replace(firmware=OLD)

    assert message(check, case).startswith("of 2049 MiB firmware does not accept the last mebibyte")
    assert lines(check, case) == [2]


def test_asks_for_the_version() -> None:
    assert verdict(check, ODD) == "unknown"


def test_passes() -> None:
    assert verdict(check, ODD._replace(firmware=fact("edk2-stable202511"))) == "pass"


def test_silent() -> None:
    assert verdict(check, ODD._replace(firmware=OLD, platform=SNP)) is None
    assert verdict(check, ODD._replace(firmware=OLD, given=2048 << 20)) is None
    assert verdict(check, ODD._replace(firmware=OLD, given=4097 << 20)) is None
    assert verdict(check, BARE._replace(firmware=OLD, platform=TDX)) is None
