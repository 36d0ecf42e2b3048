"""What is said of a file that is no image."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog, Quote
from efitool.report import map_found
from efitool.report.terminal import Palette
from tests.report.records import FILE

PLAIN = Palette(False)


def test_what_was_found() -> None:
    assert map_found.found(FILE, PLAIN).splitlines() == [
        "=serial.log",
        "  type       guest-log, 1.2 KiB",
        "  kernel     6.12 \\x1b[31m (line 1)",
        "  tables     Unaccepted (line 4)",
        "  meminfo    MemTotal 8.0 KiB (line 20)",
        "  memory map line 5, 3 descriptors, 2.6 MiB of memory, 2.0 MiB unaccepted",
        "  e820 table line 2, BIOS-e820, 1 entry",
        "  ranges     line 9, iomem, 1 entry",
        "  table      4.0 MiB unaccepted in 0x100000000-0x101000000, 8 units of 2.0 MiB",
        "  to see the maps: efitool memmap =serial.log",
    ]


def test_long_words_of_a_log_are_filled_into_the_columns_there_are() -> None:
    log = GuestLog(kernels=(Quote(1, "6.12 " + "word " * 20),))

    text = map_found.found(FILE._replace(log=log), Palette(False, 60))

    assert max(map(len, text.splitlines())) <= 60
    assert text.splitlines()[3].startswith(" " * 9 + "word")
