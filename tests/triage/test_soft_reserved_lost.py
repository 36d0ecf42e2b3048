"""Fails by the version, where what is set apart is plain memory."""

from __future__ import annotations

from efitool.model.acpi import AcpiTable, CxlWindow
from efitool.model.guest_log import GuestLog
from efitool.model.ranges import PhysRange
from efitool.triage.soft_reserved_lost import check
from tests.cases import GIB, HANDLES, SNP, TDX, fact, lines, ram, says, verdict
from tests.maps import memory_map

WINDOW = CxlWindow(PhysRange(4 * GIB, 8 * GIB), 1, 0)
TABLE = AcpiTable("acpi-table", "CEDT", windows=(WINDOW,))
CASE = HANDLES._replace(platform=SNP, logs=(("cedt.aml", GuestLog(acpi=(TABLE,))),))
OLD = fact("edk2-stable202605")


def test_fails() -> None:
    assert verdict(check, CASE._replace(firmware=OLD)) == "fail"


def test_fails_by_the_log_of_firmware() -> None:
    line = "PlatformAddHobCB: SoftReserved [0x100000000, 0x200000000)"
    case = HANDLES._replace(platform=SNP, messages=says(line), firmware=OLD)

    assert verdict(check, case) == "fail"
    assert lines(check, case) == [10, 1, 20]


def test_asks_for_the_version() -> None:
    assert verdict(check, CASE) == "unknown"


def test_passes() -> None:
    assert verdict(check, CASE._replace(firmware=fact("edk2-stable202608"))) == "pass"


def test_silent() -> None:
    assert verdict(check, CASE._replace(firmware=OLD, platform=TDX)) is None
    kept = memory_map(ram(0, GIB), ram(4 * GIB, 4 * GIB, attributes=0x4000F))
    assert verdict(check, CASE._replace(firmware=OLD, map=kept)) is None
    assert verdict(check, HANDLES._replace(firmware=OLD, platform=SNP)) is None
    line = says("PlatformAddHobCB: SoftReserved [0x100000000, 0x200000000)")
    told = HANDLES._replace(firmware=OLD, platform=SNP, map=kept, messages=line)
    assert verdict(check, told) is None
