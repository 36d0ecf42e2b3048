"""What is said of a dump."""

from __future__ import annotations

from uuid import UUID

from efitool.model.guest_log import GuestLog
from efitool.model.guest_memory import ConfigurationTable, GuestDump, Landmark
from efitool.model.ranges import PhysRange, RangeSet
from efitool.report import guest_dump

DUMP = GuestDump(
    architecture=None,
    ranges=RangeSet(PhysRange(n * 16, n * 16 + 8) for n in range(8)),
    size=64,
    searched=32,
    landmarks=(Landmark("ACPI RSDP", 0x310000, "XSDT at 0x1"), Landmark("VMCOREINFO", 0x400000)),
    tables=(ConfigurationTable(UUID("8868e871-e4f1-11d3-bc22-0080c73c8881"), 0x310000),),
    vmcoreinfo={"OSRELEASE": "6.12"},
    kernel_log=b"[    0.000000] \xff\n",
    log=GuestLog(),
    troubles=("one",),
)


def test_rows() -> None:
    assert guest_dump.rows(DUMP) == [
        ("guest", "an architecture that is not told"),
        (
            "memory",
            (
                "64 bytes in the file: 0x0-0x8, 0x10-0x18, 0x20-0x28, 0x30-0x38, 0x40-0x48,"
                " 0x50-0x58 and 2 more"
            ),
        ),
        ("release", "6.12"),
        ("ACPI RSDP", "0x310000 XSDT at 0x1"),
        ("VMCOREINFO", "0x400000"),
        ("", "0x310000 EFI_ACPI_20_TABLE_GUID"),
    ]


def test_json() -> None:
    told = guest_dump.json(DUMP)

    assert told["architecture"] is None
    assert told["landmarks"][1] == {"name": "VMCOREINFO", "address": "0x400000", "text": ""}
    assert told["configuration_tables"] == [
        {
            "guid": "8868e871-e4f1-11d3-bc22-0080c73c8881",
            "name": "EFI_ACPI_20_TABLE_GUID",
            "address": "0x310000",
        }
    ]
    assert told["kernel_log"] == "[    0.000000] �\n"
    assert (told["size"], told["searched"], told["troubles"]) == (64, 32, ["one"])
