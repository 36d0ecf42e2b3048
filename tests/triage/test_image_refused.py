"""Fails on what firmware refuses, where nothing else was started."""

from __future__ import annotations

from efitool.triage.image_refused import check
from tests.cases import BARE, fact, lines, says, verdict

ENTRY = 'BdsDxe: failed to load Boot0001 "UEFI Non-Block Boot Device" from PciRoot(0x0)'
REFUSED = says(f"{ENTRY}: Access Denied", "BdsDxe: No bootable option or device was found.")


def test_fails() -> None:
    case = BARE._replace(messages=REFUSED)

    (judgement,) = check(case)
    assert judgement.message == "firmware refuses to start what it is to boot: Access Denied"
    assert lines(check, case) == [10]


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert verdict(check, BARE._replace(messages=says(f"{ENTRY}: Not Found"))) is None
    assert verdict(check, BARE._replace(messages=REFUSED, release=fact("6.12.1"))) is None
