"""Lines of SRAT in a log, one table a boot."""

from __future__ import annotations

from efitool.formats import guest_log
from efitool.model.acpi import AcpiTable, MemoryAffinity
from efitool.model.ranges import PhysRange

LOW = "[    0.0] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x0009ffff]\r\n"
HIGH = "[    0.0] ACPI: SRAT: Node 1 PXM 2 [mem 0x100000000-0x3bfffffff] hotplug non-volatile\n"
CUT = "[    0.0] ACPI: SRAT: Node 0 PXM 0 [mem 0x100000\n"

ONE = MemoryAffinity(PhysRange(0, 0xA0000), 0, True, False, False)
OTHER = MemoryAffinity(PhysRange(4 << 30, 15 << 30), 2, True, True, True)


def table(*affinities: MemoryAffinity, lines: tuple[int, ...]) -> AcpiTable:
    return AcpiTable("dmesg-srat", "SRAT", affinities, lines=lines)


def test_a_boot() -> None:
    log = guest_log.decode((LOW + CUT + HIGH).encode())

    assert log.acpi == (table(ONE, OTHER, lines=(1, 3)),)


def test_two_boots() -> None:
    log = guest_log.decode((LOW + HIGH + "…\n" * 8 + LOW).encode())

    assert log.acpi == (table(ONE, OTHER, lines=(1, 2)), table(ONE, lines=(11,)))


def test_a_damaged_line_alone() -> None:
    log = guest_log.decode((CUT + "[    0.0] Linux version 6.12\n").encode())

    assert log.acpi == ()
