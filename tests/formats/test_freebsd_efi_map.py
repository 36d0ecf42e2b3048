"""FreeBSD's table as sysctl, the kernel and the loader print it. No recording: rows by hand."""

from __future__ import annotations

import pytest

from efitool.errors import MalformedError
from efitool.formats import freebsd_efi_map, guest_log
from efitool.model.memmap import MemoryDescriptor, MemoryMap, Unread

HEAD = "                   Type     Physical      Virtual   #Pages Attr"


def maps(*lines: str) -> tuple[MemoryMap, ...]:
    return freebsd_efi_map.FORMAT.decode("\n".join(lines).encode()).maps


def row(type: str = "ConventionalMemory", virtual: str = "000000000000", words: str = "WB ") -> str:
    return f"{type:>23} 000000100000 {virtual} 00000700 {words}"


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("Reserved", 0),
        ("RuntimeServicesData", 6),
        ("MemoryMappedIOPortSpace", 12),
        ("PersistentMemory", 14),
    ],
)
def test_types(name: str, type: int) -> None:
    [map] = maps(HEAD, row(name))

    assert map.descriptors == (MemoryDescriptor(type, 0x10_0000, 0, 0x700, 8),)


def test_virtual_addresses_of_sysctl() -> None:
    [map] = maps(row(virtual="         0x0"), row(virtual="0xfffff80000100000"))

    assert [d.virtual_start for d in map.descriptors] == [0, 0xFFFF_F800_0010_0000]


@pytest.mark.parametrize(
    ("words", "attributes"),
    [
        ("", 0),
        ("UC WC WT WB UCE WP RP XP NV MORE_RELIABLE RO RUNTIME", 0x8000_0000_0003_F01F),
        ("WB MR ", 0x1_0008),
    ],
)
def test_attributes(words: str, attributes: int) -> None:
    assert maps(row(words=words))[0].descriptors[0].attributes == attributes


def test_addresses_and_sizes_may_be_wider() -> None:
    [map] = maps(row().replace("000000100000", "4000000000000").replace("00000700", "123456789"))

    assert map.descriptors[0][1:4] == (1 << 50, 0, 0x1_2345_6789)


@pytest.mark.parametrize("virtual", ["000000000000", "         0x0", "4000000000000"])
def test_an_address_need_not_begin_with_zero(virtual: str) -> None:
    [map] = maps(row(virtual=virtual).replace("000000100000", "4000000000000"))

    assert map.descriptors[0][1:4] == (1 << 50, int(virtual, 16), 0x700)


def test_a_heading_begins_another_map() -> None:
    first, second = maps("machdep.efi_map: ", HEAD, row(), row(), HEAD, row())

    assert (first.lines, second.lines) == ((3, 4), (6,))


def test_a_type_that_is_not_told_and_damaged_rows_are_kept() -> None:
    unknown, word = row("<INVALID>"), row(words="WB VC")

    [map] = maps(HEAD, row(), unknown, word)

    assert map.unread == (Unread(3, unknown.strip()), Unread(4, word.strip()))


def test_a_text_with_nothing_else_is_a_guest_log() -> None:
    log = guest_log.decode(f"{HEAD}\n{row()}\n".encode())

    assert [m.format for m in log.maps] == ["freebsd-efi-map"]


def test_none_is_there() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        maps(HEAD)
