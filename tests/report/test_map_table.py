"""Tables on a terminal."""

from __future__ import annotations

from efitool.model.e820 import E820Entry, E820Map
from efitool.model.findings import Finding, Severity
from efitool.model.guest_log import GuestLog
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange
from efitool.report import map_table
from efitool.report.terminal import Palette
from tests.report.records import FILE

PLAIN = Palette(False)


def test_all_of_a_file() -> None:
    note = Finding("unaccepted-unaligned", Severity.NOTE, "line 6", "m", "a")

    text = map_table.maps(FILE, set(), [note], PLAIN, only_summary=False)

    assert text.splitlines() == [
        "=serial.log",
        "",
        "memory map (dmesg-efi, line 5): 3 descriptors, 2.6 MiB of memory, 2.0 MiB unaccepted",
        "  0x000000000-0x0000a0000   640.0 KiB  EfiConventionalMemory    UC WC WT WB",
        "  0x100000000-0x100200000     2.0 MiB  EfiUnacceptedMemoryType  UC WC WT WB",
        "  0x000200000-0x000201000     4.0 KiB  0x70000001               ?",
        "  not read, line 7: mem02: [\\x1b[2J",
        "  in all",
        "    640.0 KiB  EfiConventionalMemory",
        "      2.0 MiB  EfiUnacceptedMemoryType",
        "      4.0 KiB  0x70000001",
        "  unaccepted: 0x100000000-0x100200000, 2.0 MiB",
        "",
        "e820 table (dmesg-e820, line 2): BIOS-e820",
        "  0x00000-0xa0000   640.0 KiB  usable",
        "  in all: 640.0 KiB usable",
        "",
        "ranges (iomem, line 9): 1 entry",
        "    0x0-0x10    16 bytes  a\\x07",
        "",
        "unaccepted table: 4.0 MiB unaccepted in 0x100000000-0x101000000, 8 units of 2.0 MiB",
        "  unaccepted: 0x100200000-0x100600000, 4.0 MiB",
        "",
        "Findings",
        "  note     unaccepted-unaligned: line 6: m; a",
    ]


def test_only_a_summary_and_only_a_type() -> None:
    summary = map_table.maps(FILE, set(), [], PLAIN, only_summary=True)
    unaccepted = map_table.maps(FILE, {15}, [], PLAIN, only_summary=False)

    assert "0x000000000-" not in summary
    assert "unaccepted: 0x100000000-0x100200000" in summary
    assert [line for line in unaccepted.splitlines() if line.startswith("  0x")] == [
        "  0x100000000-0x100200000     2.0 MiB  EfiUnacceptedMemoryType  UC WC WT WB"
    ]
    assert "e820" not in unaccepted


def test_ranges_stand_in_columns_and_e820_types_without_a_name_say_so() -> None:
    ranges = (
        NamedRange(PhysRange(0, 1 << 32), "System RAM"),
        NamedRange(PhysRange(0, 4096), "code", 1),
    )
    log = GuestLog(
        e820=(E820Map("grub-lsmmap", "line 1", (E820Entry(0, 4096, 20),), "GRUB"),),
        ranges=(RangeList("iomem", "line 9", ranges),),
    )

    text = map_table.maps(FILE._replace(log=log), set(), [], PLAIN, only_summary=False)

    assert text.splitlines()[3:] == [
        "  0x0000-0x1000     4.0 KiB  type 20",
        "  in all: 4.0 KiB type 20",
        "",
        "ranges (iomem, line 9): 2 entries",
        "  0x0-0x100000000     4.0 GiB  System RAM",
        "    0x0-0x1000        4.0 KiB  code",
    ]


def test_unaccepted_memory_is_red() -> None:
    text = map_table.maps(FILE, set(), [], Palette(True), only_summary=False)

    assert "\x1b[31mEfiUnacceptedMemoryType\x1b[0m" in text
    assert "\x1b[32mEfiConventionalMemory  \x1b[0m" in text
