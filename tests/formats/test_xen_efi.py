"""Xen's EFI memory map: prefixes, what it says between, damage, and a recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool import formats
from efitool.errors import MalformedError
from efitool.formats import guest_log, xen_efi
from efitool.model.memmap import MemoryDescriptor, MemoryMap, Unread
from efitool.model.ranges import PhysRange

RECORDING = Path(__file__).parents[2] / "samples/recordings/xen/boot-4.17-unaccepted.log"
HEAD = "(XEN) EFI memory map: (mapping BootServices)"


def maps(*lines: str) -> tuple[MemoryMap, ...]:
    return xen_efi.FORMAT.decode("\r\n".join((*lines, "")).encode()).maps


def row(type: int = 7, first: int = 0, who: str = "(XEN)") -> str:
    return f"{who}  {first << 12:013x}-{(first << 12) + 0xFFF:013x} type={type} attr={15:016x}"


@pytest.mark.parametrize("who", ["(XEN)", "(XEN) [    0.123456]", "(XEN) [2026-07-01 10:00:00]"])
def test_prefixes(who: str) -> None:
    [map] = maps(row(15, 16, who))

    assert map.descriptors == (MemoryDescriptor(15, 0x1_0000, None, 1, 15),)


def test_a_heading_begins_another_map_and_words_between_do_not() -> None:
    first, second = maps(HEAD, row(), "(XEN) Unknown cachability", row(first=1), HEAD, row())

    assert (first.lines, second.lines) == ((2, 4), (6,))


def test_no_pages_and_types_without_a_name() -> None:
    [map] = maps(row(first=1).replace("1fff", "0fff"), row(0x7000_0001))

    assert [(d.type, d.pages) for d in map.descriptors] == [(7, 0), (0x7000_0001, 1)]


def test_a_damaged_row_is_kept_with_its_line() -> None:
    cut, odd = row(first=1)[:-4], row(first=2).replace("2fff", "2ffe")

    long = row(int("9" * 11), 3)

    [map] = maps(HEAD, row(), cut, odd, long)

    assert map.unread == (Unread(3, cut), Unread(4, odd), Unread(5, long))


def test_none_is_there() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        maps(HEAD)


def test_a_recording() -> None:
    data = RECORDING.read_bytes()
    assert formats.identify(data) is guest_log.FORMAT
    [map] = guest_log.decode(data).maps

    assert (map.format, len(map.descriptors), map.unread) == ("xen-efi", 141, ())
    assert map.lines[0] == 112
    assert list(map.unaccepted) == [PhysRange(0x2_0000_0000, 0x2_4000_0000)]
    assert map.descriptors[1] == MemoryDescriptor(2, 0x9_E000, None, 2, 15)
