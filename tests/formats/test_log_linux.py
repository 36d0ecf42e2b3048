"""What logs say beside maps."""

from __future__ import annotations

from pathlib import Path

from efitool.formats import guest_log
from efitool.model.guest_log import ConfigurationTables, Quote

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"


def test_a_boot_of_612() -> None:
    log = guest_log.decode((RECORDINGS / "linux-6.12-unaccepted/serial.log").read_bytes())

    assert [(q.line, q.text.split()[0]) for q in log.kernels] == [(1, "6.12.107+deb13-cloud-amd64")]
    assert log.firmware == (Quote(58, "EFI v2.7 by Debian distribution of EDK II"),)
    assert [q.line for q in log.command_lines] == [2]
    assert log.removed == (
        Quote(60, "Remove mem125: MMIO range=[0xffc00000-0xffffffff] (4MB) from e820 map"),
    )
    assert [q.text.split(" (")[0] for q in log.memory] == ["3956796K/4187916K available"]
    assert log.tables == (
        ConfigurationTables(
            59,
            (
                ("SMBIOS", 0x7F58_8000),
                ("ACPI", 0x7F77_E000),
                ("ACPI 2.0", 0x7F77_E014),
                ("MEMATTR", 0x7E7B_7398),
                ("INITRD", 0x7E0E_AF18),
                ("Unaccepted", 0x7F77_3018),
            ),
        ),
    )


def test_a_table_that_xen_cannot_use() -> None:
    log = guest_log.decode(b"efi: ACPI=0x10 (MEMATTR=0x20 unusable) ACPI 2.0=0x30 \n")

    assert log.tables[0].addresses == (("ACPI", 0x10), ("MEMATTR", 0x20), ("ACPI 2.0", 0x30))


def test_each_boot_has_its_command_line_once() -> None:
    boot = b"Linux version 6.1\nCommand line: quiet\nKernel command line: quiet\n"
    other = b"(XEN) Command line: com1=115200\nKernel command line: console=hvc0\n"

    log = guest_log.decode(boot + boot + other)

    assert [q.line for q in log.kernels] == [1, 4]
    assert [(q.line, q.text) for q in log.command_lines] == [
        (2, "quiet"),
        (5, "quiet"),
        (8, "console=hvc0"),
    ]


def test_meminfo_that_the_kernel_talks_into() -> None:
    """On a console: the kernel prints within a line, and goes on after its end."""
    log = guest_log.decode(
        b"MemTotal:        100 kB\r\nSlab:   8172 kB[    2.352194] tsc: Refined\r\n"
        b"[    2.352669] clocksource: tsc\r\n\r\nUnaccepted:     64 kB\r\n"
        b"MemTotal:        200 kB\r\n"
    )

    assert [m.kib for m in log.meminfo] == [
        {"MemTotal": 100, "Slab": 8172, "Unaccepted": 64},
        {"MemTotal": 200},
    ]


def test_meminfo() -> None:
    log = guest_log.decode((RECORDINGS / "linux-6.12-unaccepted/meminfo.txt").read_bytes())

    [meminfo] = log.meminfo
    assert meminfo.line == 1
    assert (meminfo.kib["MemTotal"], meminfo.kib["Unaccepted"]) == (3_968_656, 790_528)
    assert meminfo.kib["Active(anon)"] >= 0


def test_the_memory_of_a_node_is_not_that_of_the_guest() -> None:
    log = guest_log.decode(b"MemTotal: 8 kB\nNode 0 MemTotal: 4 kB\nNode 0 MemFree: 2 kB\n")

    assert [m.kib for m in log.meminfo] == [{"MemTotal": 8}]
