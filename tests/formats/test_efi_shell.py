"""The EFI shell's table: types of all generations, the pager, the total, and recordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool import formats
from efitool.errors import MalformedError
from efitool.formats import efi_shell, guest_log, memmap_raw
from efitool.model.memmap import MemoryDescriptor, MemoryMap, MemoryType, Unread
from efitool.model.ranges import PhysRange

SHELL = Path(__file__).parents[2] / "samples/recordings/shell"
HEAD = "Type       Start            End              # Pages          Attributes"


def maps(*lines: str) -> tuple[MemoryMap, ...]:
    return efi_shell.FORMAT.decode("\r\n".join((*lines, "")).encode()).maps


def row(type: str = "Available", first: int = 0) -> str:
    return f"{type:<10} {first << 12:016X}-{(first << 12) + 0xFFF:016X} {1:016X} {15:016X}"


def total(pages: int) -> tuple[str, str]:
    size = pages * 4096
    return "              -------------- ", f"Total Memory: {size >> 20:14,} MB ({size:,} Bytes)"


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("Reserved", 0),
        ("LoaderCode", 1),
        ("BS_Data", 4),
        ("RT_Code", 5),
        ("ACPI_Recl", 9),
        ("MMIO_Port", 12),
        ("Unaccepted", 15),
        ("0000000F", 15),
        ("70000001", 0x7000_0001),
    ],
)
def test_types(name: str, type: int) -> None:
    [map] = maps(row(name, 16))

    assert map.descriptors == (MemoryDescriptor(type, 0x1_0000, None, 1, 15),)


def test_the_pager_is_between_rows_and_before_one() -> None:
    pager = "Press ENTER to continue or 'Q' break:"
    [map] = maps(HEAD, row(), pager, row(first=1), pager + row(first=2), f"{pager}\r{row(first=3)}")

    assert (map.lines, map.unread) == ((2, 4, 5, 6), ())


def test_two_maps() -> None:
    first, second = maps(HEAD, row(), row(), *total(2), HEAD, row(), *total(1))

    assert (first.label, first.lines) == ("line 2", (2, 3))
    assert (second.label, second.lines) == ("line 7", (7,))


def test_a_damaged_row_is_kept_with_its_line() -> None:
    short, cut, wrong = row(first=1)[:-2], row(first=2)[:40], row(first=3).replace("3FFF", "4FFF")
    unknown = row("Awailable", 4)

    [map] = maps(row(), short, cut, wrong, unknown)

    assert map.lines == (1,)
    assert map.unread == (Unread(2, short), Unread(3, cut), Unread(4, wrong), Unread(5, unknown))


def test_a_total_that_disagrees_is_said() -> None:
    [right] = maps(row(), row("MMIO"), "", *total(1))
    [wrong] = maps(row(), *["  BS_Code   :              0 Pages (0 Bytes)"] * 15, *total(2))

    assert right.unread == ()
    assert wrong.unread == (Unread(17, "a total of 8192 bytes, of which 4096 were read"),)


def test_the_total_of_another_map_is_not_compared() -> None:
    cut, whole = maps(row(), *[""] * 9, row(), row(), *total(2))

    assert (cut.unread, whole.unread) == ((), ())


def test_numbers_that_look_alike_are_no_rows() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        maps("trace 4BF92F3577B34DA6-00F067AA0BA902B7-01", "12345678-12345678 00000000")


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("memmap-utf16.txt", 112),
        ("memmap-arm64.txt", 81),
        ("memmap-unaccepted-utf16.txt", 120),
        ("memmap-odd-utf16.txt", 134),
        ("memmap-pager.log", 25),
    ],
)
def test_recordings(name: str, count: int) -> None:
    data = (SHELL / name).read_bytes()

    assert formats.identify(data) is guest_log.FORMAT
    [map] = guest_log.decode(data).maps
    assert (map.format, len(map.descriptors), map.unread) == ("efi-shell", count, ())


def test_unaccepted_memory() -> None:
    [map] = guest_log.decode((SHELL / "memmap-unaccepted-utf16.txt").read_bytes()).maps

    assert list(map.unaccepted) == [
        PhysRange(0x1000_0000, 0x4000_0000),
        PhysRange(0x1_0000_0000, 0x1_4000_0000),
    ]


def test_the_table_and_the_buffer_of_one_guest_agree() -> None:
    """The shell itself took and freed memory of boot services between the two."""
    raw = memmap_raw.decode((SHELL / "map-odd.bin").read_bytes())
    [map] = guest_log.decode((SHELL / "memmap-odd-utf16.txt").read_bytes()).maps
    moving = {MemoryType.CONVENTIONAL, MemoryType.BOOT_SERVICES_CODE, MemoryType.BOOT_SERVICES_DATA}

    assert [d for d in map.descriptors if d.type not in moving] == [
        d._replace(virtual_start=None) for d in raw.descriptors if d.type not in moving
    ]
