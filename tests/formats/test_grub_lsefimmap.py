"""GRUB's table of old and new versions, damaged rows, and recordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool.errors import MalformedError
from efitool.formats import grub_lsefimmap, guest_log
from efitool.model.memmap import MemoryDescriptor, MemoryMap, Unread
from efitool.model.ranges import PhysRange

GRUB = Path(__file__).parents[2] / "samples/recordings/grub"
HEAD = "Type      Physical start  - end             #Pages        Size Attributes"


def maps(*lines: str) -> tuple[MemoryMap, ...]:
    return grub_lsefimmap.FORMAT.decode("\r\n".join((*lines, "")).encode()).maps


def row(type: str = "conv-mem", first: int = 0, end: str = "    4KiB UC WB") -> str:
    return f"{type:<8}  {first << 12:016x}-{(first << 12) + 0xFFF:016x} 00000001 {end}"


@pytest.mark.parametrize(
    ("name", "type"),
    [("ldr-code", 1), ("RT-data", 6), ("MMIO", 11), ("persist", 14), ("Unk 0f", 15)],
)
def test_types(name: str, type: int) -> None:
    [map] = maps(row(name, 16))

    assert map.descriptors == (MemoryDescriptor(type, 0x1_0000, None, 1, 9),)


def test_types_of_oems() -> None:
    [map] = maps("Unk 70000001    " + row()[10:])

    assert map.descriptors[0].type == 0x7000_0001


@pytest.mark.parametrize(
    ("end", "attributes"),
    [
        ("    4KB UC", 1),
        ("1976788KiB UC WC WT WB", 0xF),
        ("      4KiB RT UC WC WT WB UCE WP RP XP NV MR RO", 0x8000_0000_0003_F01F),
        ("    4KiB", 0),
        ("123456789TiB WB ", 8),
    ],
)
def test_sizes_and_attributes(end: str, attributes: int) -> None:
    assert maps(row(end=end))[0].descriptors[0].attributes == attributes


def test_a_heading_begins_another_map() -> None:
    first, second = maps(HEAD, row(), row(first=1), "grub> lsefimmap", HEAD, row())

    assert (first.lines, second.lines) == ((2, 3), (6,))


def test_a_damaged_row_is_kept_with_its_line() -> None:
    wrong, cut = row(first=1).replace("1fff", "2fff"), row(first=2)[:35]
    word, type = row(first=3, end="4KiB UC VB"), row("konv-mem", 4)

    [map] = maps(HEAD, row(), wrong, cut, word, type)

    assert map.lines == (2,)
    assert map.unread == (Unread(3, wrong), Unread(4, cut), Unread(5, word), Unread(6, type))


def test_other_lines_with_ranges_are_no_rows() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        maps(
            HEAD,
            "7f1200000000-7f1200021000 rw-p 00000000 00:00 0",
            "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0  [vsyscall]",
        )


def test_recordings() -> None:
    [old] = guest_log.decode((GRUB / "lsefimmap-2.06.txt").read_bytes()).maps
    [new] = guest_log.decode((GRUB / "lsefimmap-lsmmap-unaccepted.log").read_bytes()).maps

    assert [(m.format, len(m.descriptors), m.unread) for m in (old, new)] == [
        ("grub-lsefimmap", 139, ()),
        ("grub-lsefimmap", 124, ()),
    ]
    assert list(old.unaccepted) == [PhysRange(0x2_0000_0000, 0x2_4000_0000)]
    assert list(new.unaccepted) == [
        PhysRange(0x1000_0000, 0x4000_0000),
        PhysRange(0x1_0000_0000, 0x1_4000_0000),
    ]
    assert old.descriptors[138] == MemoryDescriptor(0, 0xFD_0000_0000, None, 0x30_0000, 0)


def test_grub_and_the_shell_saw_the_same_unaccepted_memory() -> None:
    shell = GRUB.parent / "shell/memmap-unaccepted-utf16.txt"
    seen = [
        guest_log.decode(file.read_bytes()).maps[0].unaccepted
        for file in (shell, GRUB / "lsefimmap-lsmmap-unaccepted.log")
    ]

    assert seen[0] == seen[1]
