"""Fails where ACPI has what firmware calls unaccepted, by its tables or by /proc/iomem."""

from __future__ import annotations

from efitool.model.acpi import AcpiTable, MemoryAffinity, MemoryDevice
from efitool.model.guest_log import GuestLog
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange
from efitool.triage.memory_added_twice import check
from tests.cases import BARE, GIB, HANDLES, LOG, e820, lines, message, verdict

SHORT = e820((0, 2 * GIB))
HELD = PhysRange(4 * GIB, 5 * GIB)


def of_acpi(*devices: MemoryDevice, affinities: tuple[MemoryAffinity, ...] = ()) -> GuestLog:
    table = AcpiTable("acpi-table", "DSDT", affinities=affinities, devices=devices)
    return GuestLog(acpi=(table,))


def iomem(range: PhysRange, name: str) -> GuestLog:
    return GuestLog(ranges=(RangeList("proc-iomem", "", (NamedRange(range, name),), (33,)),))


def test_fails_by_a_device() -> None:
    device = MemoryDevice("MP00", (PhysRange(4 * GIB, 6 * GIB),))
    case = HANDLES._replace(logs=(("dsdt.aml", of_acpi(device)),))

    told = "2048 MiB that firmware calls unaccepted were added through ACPI as well"
    assert message(check, case) == told


def test_fails_by_what_the_kernel_added() -> None:
    case = HANDLES._replace(e820=SHORT, logs=((LOG, iomem(HELD, "System RAM")),))

    assert message(check, case).startswith("1024 MiB")
    assert lines(check, case) == [33, 20]


def test_asks_where_memory_may_be_added() -> None:
    affinity = MemoryAffinity(HELD, 0, enabled=True, hot_pluggable=True, non_volatile=False)
    case = HANDLES._replace(logs=(("srat", of_acpi(affinities=(affinity,))),))

    assert verdict(check, case) == "unknown"


def test_passes_where_the_kernel_took_it_from_the_map() -> None:
    whole = e820((0, 2 * GIB), (4 * GIB, 12 * GIB))
    case = HANDLES._replace(e820=whole, logs=((LOG, iomem(HELD, "System RAM")),))

    assert verdict(check, case) == "pass"


def test_passes_where_a_device_is_elsewhere() -> None:
    device = MemoryDevice("MP00", (PhysRange(64 * GIB, 65 * GIB),))

    assert verdict(check, HANDLES._replace(logs=(("dsdt.aml", of_acpi(device)),))) == "pass"


def test_silent_of_a_device_that_cannot_be_read() -> None:
    device = MemoryDevice("MP00", None)
    elsewhere = PhysRange(64 * GIB, 65 * GIB)
    affinity = MemoryAffinity(elsewhere, 0, enabled=True, hot_pluggable=True, non_volatile=False)
    log = of_acpi(device, affinities=(affinity,))

    assert verdict(check, HANDLES._replace(logs=(("dsdt.aml", log),))) is None


def test_silent() -> None:
    logs = ((LOG, iomem(HELD, "System RAM")),)
    assert verdict(check, BARE._replace(logs=logs)) is None
    assert verdict(check, HANDLES) is None
    reserved = HANDLES._replace(e820=SHORT, logs=((LOG, iomem(HELD, "Reserved")),))
    assert verdict(check, reserved) is None
