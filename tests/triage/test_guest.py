"""What a guest has, and what it lost, by its map and its table."""

from __future__ import annotations

from efitool.model.acpi import AcpiTable
from efitool.model.guest_log import GuestLog
from efitool.model.ranges import PhysRange, RangeSet
from efitool.model.triage import Evidence, Origin
from efitool.replay.scenario import Platform
from efitool.triage._guest import (
    acpi,
    by_firmware,
    dropped,
    memory,
    origins,
    reads_again,
    runs_on,
    text,
)
from efitool.triage._versions import FirmwareFix
from tests.cases import BARE, GIB, HANDLES, LOG, MAP, TDX, e820, fact, ram
from tests.maps import memory_map


def test_memory() -> None:
    assert memory(BARE) == 0
    assert memory(HANDLES) == 14 * GIB
    assert memory(HANDLES._replace(given=64 * GIB)) == 64 * GIB


def test_what_is_not_usable_was_dropped() -> None:
    assert dropped(HANDLES) is None
    assert dropped(HANDLES._replace(e820=e820((0, 5 * GIB)))) == RangeSet.of(
        PhysRange(5 * GIB, 16 * GIB)
    )


def test_the_last_table_counts() -> None:
    whole = e820((0, 16 * GIB))
    assert dropped(HANDLES._replace(e820=(*e820((0, GIB)), *whole))) == RangeSet()


def test_origins() -> None:
    release = fact("6.12.1")
    assert origins(HANDLES, release, None) == (release.origin, MAP)
    assert origins(BARE) == ()


def test_tables_of_logs_and_of_files() -> None:
    srat, cedt = AcpiTable("acpi-table", "SRAT"), AcpiTable("acpi-table", "CEDT")
    file = Evidence("cedt.aml", 1, "acpi-table", cedt)
    case = BARE._replace(evidence=(file,), logs=(("log", GuestLog(acpi=(srat,))),))

    assert list(acpi(case)) == [("log", srat), ("cedt.aml", cedt)]


def test_platform() -> None:
    assert not runs_on(BARE, *Platform)
    assert runs_on(BARE._replace(platform=TDX), Platform.SEV_SNP, Platform.TDX)
    assert not runs_on(BARE._replace(platform=TDX), Platform.SEV_SNP)


def test_why_the_kernel_reads_the_map_again() -> None:
    plain = memory_map(ram(0, GIB), ram(GIB, GIB, 0, 0x40000))
    special = memory_map(ram(0, GIB), ram(GIB, GIB, attributes=0x4000F))

    assert reads_again(BARE) is None
    assert reads_again(BARE._replace(map=plain, command_line=fact("quiet"))) is None
    assert reads_again(BARE._replace(map=special)) == "some memory has EFI_MEMORY_SP"
    nothing = BARE._replace(map=special, command_line=fact("efi=nosoftreserve"))
    assert reads_again(nothing) is None
    asked = BARE._replace(command_line=fact("quiet add_efi_memmap"))
    assert reads_again(asked) == "add_efi_memmap is set"


def test_text() -> None:
    assert text(None) is None
    assert text(fact(64)) == "64"


def test_a_bug_of_firmware() -> None:
    fix = FirmwareFix("c0ffee", "it breaks", 202211, 202511)
    said = Origin(LOG, line=9, text="it broke")
    old = fact("edk2-stable202505", 2)

    [failed] = by_firmware(HANDLES._replace(firmware=old), fix, (said,))
    [asked] = by_firmware(BARE, fix, (said,))
    [passed] = by_firmware(BARE._replace(firmware=fact("edk2-stable202511")), fix)

    assert failed == (
        "fail",
        "it breaks: EDK II from 202211 on, until c0ffee in 202511",
        (said, old.origin, MAP),
    )
    assert asked.verdict == "unknown"
    assert asked.message == "the firmware's version or image: EDK II before 202511 lacks c0ffee"
    assert passed == ("pass", "the firmware has c0ffee", ())
