"""Fails on Xen's words, and on what a table leaves out."""

from __future__ import annotations

from efitool.model.acpi import AcpiTable, MemoryAffinity
from efitool.model.guest_log import GuestLog
from efitool.model.ranges import PhysRange
from efitool.triage.case import Case
from efitool.triage.srat_uncovered import check
from tests.cases import BARE, GIB, HANDLES, lines, message, says, verdict


def with_srat(end: int) -> Case:
    range = PhysRange(0, end)
    affinity = MemoryAffinity(range, 0, enabled=True, hot_pluggable=False, non_volatile=False)
    table = AcpiTable("acpi-table", "SRAT", affinities=(affinity,))
    return HANDLES._replace(logs=(("srat.aml", GuestLog(acpi=(table,))),))


def test_fails_on_the_words() -> None:
    case = BARE._replace(messages=says("(XEN) SRAT: No PXM for e820 range: 200000000 - 23fffffff"))

    assert verdict(check, case) == "fail"
    assert lines(check, with_srat(2 * GIB)._replace(messages=case.messages)) == [10]


def test_fails_by_the_table() -> None:
    case = with_srat(2 * GIB)

    assert message(check, case) == "SRAT leaves out 12288 MiB, from 0x100000000 on"


def test_passes() -> None:
    assert verdict(check, with_srat(16 * GIB)) == "pass"
    assert verdict(check, with_srat((16 * GIB) - (1 << 20))) == "pass"


def test_silent() -> None:
    assert verdict(check, HANDLES) is None
    assert verdict(check, with_srat(2 * GIB)._replace(map=None)) is None
