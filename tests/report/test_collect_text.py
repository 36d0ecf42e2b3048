"""The list of what is taken, as an administrator reads it."""

from __future__ import annotations

from efitool.model.collected import Collected, Left, Taken
from efitool.report.collect_text import listed, refused
from efitool.report.terminal import Palette

COLLECTED = Collected(
    (
        Taken("proc/iomem", bytes(2048), "where memory is"),
        Taken("proc/cmdline\x1b", b"xx", "cmdline", "private parts removed"),
        Taken("sys/firmware/acpi/tables/dynamic/SSDT12345", bytes(9), "devices"),
    ),
    (Left("proc/vmstat", "not there"), Left("dev/kmsg", "Permission denied", refused=True)),
)


def test_the_list() -> None:
    assert listed(COLLECTED, [("keys", "they open doors")], Palette(False)).splitlines() == [
        "Taken: 3 files, 2.0 KiB before packing",
        "  proc/iomem                                   2.0 KiB  where memory is",
        "  proc/cmdline\\x1b                             2 bytes  cmdline (private parts removed)",
        "  sys/firmware/acpi/tables/dynamic/SSDT12345",
        "                                               9 bytes  devices",
        "",
        "Not taken",
        "  proc/vmstat                                           not there",
        "  dev/kmsg                                              Permission denied",
        "",
        "Never taken",
        "  keys                                                  they open doors",
    ]


def test_only_what_was_refused_is_told_aloud() -> None:
    assert list(refused(COLLECTED.left)) == ["dev/kmsg: not taken: Permission denied"]


def test_nothing_is_left_out_where_all_was_taken() -> None:
    assert "Not taken" not in listed(COLLECTED._replace(left=()), [], Palette(False))
