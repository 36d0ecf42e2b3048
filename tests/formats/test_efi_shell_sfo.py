"""The EFI shell's standard format: its names, the summaries of both generations, a recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool.errors import MalformedError
from efitool.formats import efi_shell_sfo, guest_log
from efitool.model.memmap import MemoryDescriptor, MemoryMap, Unread

SHELL = Path(__file__).parents[2] / "samples/recordings/shell"
HEAD = 'ShellCommand,"memmap"'


def maps(*lines: str) -> tuple[MemoryMap, ...]:
    return efi_shell_sfo.FORMAT.decode("\r\n".join((*lines, "")).encode()).maps


def row(type: str = "Available", first: int = 0) -> str:
    return f'MemoryMap,"{type}","{first << 12:X}","{(first << 12) + 0xFFF:X}","1","F"'


def summary(pages: int, fields: int = 17) -> str:
    return f'MemoryMapSummary,"{pages * 4096}"' + ',"0"' * (fields - 2) + ', "0"'


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("BootServiceCode", 3),
        ("RuntimeData", 6),
        ("UnusableMemory", 8),
        ("MemoryMappedIOPortSpace", 12),
        ("Unaccepted", 15),
    ],
)
def test_types(name: str, type: int) -> None:
    [map] = maps(row(name, 16))

    assert map.descriptors == (MemoryDescriptor(type, 0x1_0000, None, 1, 15),)


def test_two_maps_are_parted_by_the_summary() -> None:
    first, second = maps(HEAD, row(), summary(1), row(), row(first=1), summary(2, 16))

    assert (first.lines, second.lines) == ((2,), (4, 5))
    assert (first.unread, second.unread) == ((), ())


def test_a_summary_that_disagrees_is_said_and_a_damaged_one_is_not_compared() -> None:
    [wrong] = maps(row(), summary(2))
    [older] = maps(row(), summary(2, 16))

    assert wrong.unread == (Unread(2, "a total of 8192 bytes, of which 4096 were read"),)
    assert older.unread == wrong.unread
    for damaged in (summary(2, 15), summary(2, 18), f'MemoryMapSummary,"{"9" * 5000}"'):
        assert maps(row(), damaged)[0].unread == ()


def test_a_damaged_row_is_kept_with_its_line() -> None:
    cut, wrong, unknown = row(first=1)[:-3], row(first=2).replace("2FFF", "3FFF"), row("RT_Code", 3)

    [map] = maps(row(), cut, wrong, unknown)

    assert map.unread == (Unread(2, cut), Unread(3, wrong), Unread(4, unknown))


def test_none_is_there() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        maps(HEAD, summary(0))


def test_a_recording() -> None:
    [map] = guest_log.decode((SHELL / "memmap-sfo.txt").read_bytes()).maps

    assert (map.format, len(map.descriptors), map.unread) == ("efi-shell-sfo", 112, ())
    assert map.descriptors[111] == MemoryDescriptor(0, 0xFD_0000_0000, None, 0x30_0000, 0)
