"""Xen and what it is not given."""

from __future__ import annotations

from pathlib import Path

from efitool.triage.join import facts, join
from efitool.triage.xen_reserves_unaccepted import check
from tests.cases import verdict
from tests.evidence import GRUB, log

SAMPLES = Path(__file__).parents[2] / "samples/recordings/xen"


def test_xen() -> None:
    case = join((log((SAMPLES / "boot-4.17-unaccepted.log").read_text()),))

    assert verdict(check, case) == "fail"
    assert facts(case).lost_bytes == 1 << 30


def test_others() -> None:
    assert verdict(check, join((log(GRUB),))) is None
