"""Firmware that nobody has built."""

from __future__ import annotations

from efitool.replay import profiles
from efitool.rules.firmware_simulated import RULE
from tests.guests import guest, played
from tests.traces import broken


def test_silent() -> None:
    assert broken(RULE, played(guest(), firmware=profiles.FIRMWARE["edk2-sev-snp"])) == []


def test_fails() -> None:
    assert broken(RULE, played(guest(), firmware=profiles.FIRMWARE["menu-expose"])) == [
        ("scenario", "menu-expose is simulated: no such firmware known")
    ]
