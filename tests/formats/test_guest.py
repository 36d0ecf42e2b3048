"""What is found in a guest's memory, whatever file it is in, and what is said of damage."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError
from efitool.formats import guest_ram
from efitool.model.guest_memory import GuestDump, Landmark
from efitool.model.memmap import MapKind
from efitool.model.ranges import PhysRange, RangeSet
from tests import guest_memory as guest

RAM = guest.memory()
LANDMARKS = (
    Landmark("boot_params", 0x10000, "64-bit firmware"),
    Landmark("memory map", 0x200028, "4 descriptors"),
    Landmark("EFI system table", 0x300018, "UEFI 2.7, CRC32 right"),
    Landmark("configuration tables", 0x301C98, "4 tables"),
    Landmark("ACPI RSDP", 0x310000, "XSDT at 0x77c0e8"),
    Landmark("unaccepted table", 0x311000, "4 bytes of bitmap"),
    Landmark("memory attributes table", 0x312000, "1 entries"),
    Landmark("VMCOREINFO", 0x400000, "what the kernel notes for readers of dumps"),
    Landmark("kernel log", 0x609000, "3 messages"),
)
LOG = b"""\
[    0.000000] Linux version 6.12.0-test (builder) #1
[    0.001500] efi: EFI v2.7 by EDK II
[    2.000001] two
[    2.000001] lines
"""


def found(ram: bytes) -> GuestDump:
    return guest_ram.decode(ram)


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (RAM, "guest-ram"),
        (guest.elf(RAM), "vmcore-elf"),
        (guest.kdump(RAM), "vmcore-kdump"),
        (guest.flattened(guest.kdump(RAM)), "vmcore-kdump"),
        (guest.flattened(guest.elf(RAM), 70_000), "vmcore-kdump"),
    ],
    ids=["raw", "elf", "kdump", "flattened kdump", "flattened elf"],
)
def test_every_file_of_one_memory_tells_the_same(data: bytes, format: str) -> None:
    name, dump = formats.decode_named(data)

    assert name == format
    assert isinstance(dump, GuestDump)
    assert dump.landmarks == LANDMARKS
    assert dump.architecture == "x86_64"
    assert dump.release == "6.12.0-test"
    assert dump.kernel_log == LOG
    assert dump.troubles == ()
    left, attributes = dump.log.maps
    assert [(d.type, d.start, d.pages) for d in left.descriptors] == [m[:3] for m in guest.MEMORY]
    assert attributes.kind is MapKind.ATTRIBUTES_TABLE
    (table,) = dump.log.unaccepted_tables
    assert table.marked == RangeSet.of(PhysRange(0x4080_0000, 0x4400_0000))
    (e820,) = dump.log.e820
    assert [(e.start, e.end) for e in e820.entries] == [(0, 8 << 20), (1 << 30, 0x4400_0000)]
    assert [q.text for q in dump.log.firmware] == ["EFI v2.7 by EDK II"]


def test_what_is_given_apart_from_the_table_is_another_map() -> None:
    other = struct.pack("<II", 0x50_0000, 48)
    dump = found(guest.memory(at_101d0=other, at_500000=guest.descriptors()[:48]))

    assert [(m.label, len(m.descriptors)) for m in dump.log.maps[:2]] == [
        ("at 0x200028", 4),
        ("at 0x500000", 1),
    ]


def test_e820_entries_behind_the_128th_are_followed_once() -> None:
    node = struct.pack("<QIIQQI", 0x50_0000, 1, 20, 1 << 32, 4096, 2)
    dump = found(guest.memory(at_10250=struct.pack("<Q", 0x50_0000), at_500000=node))

    assert len(dump.log.e820[0].entries) == 2 + 64


def test_pointers_that_are_physical_are_taken_as_they_are() -> None:
    dump = found(guest.memory(at_300018=guest.system_table(guest.TABLES)))
    assert len(dump.tables) == 4


def test_a_wrong_checksum_is_told() -> None:
    dump = found(guest.memory(at_300028=bytes(4)))
    assert Landmark("EFI system table", 0x300018, "UEFI 2.7, CRC32 wrong") in dump.landmarks
    assert len(dump.tables) == 4


def test_damage_is_told_and_the_rest_still_used() -> None:
    lying = struct.pack("<IIQQ", 1, 2 << 20, 1 << 30, 1 << 60)
    dump = found(guest.memory(at_311000=lying, at_200000=b"\xff" * 200, at_60a001=b"\xff" * 23))

    assert len(dump.tables) == 4
    assert dump.log.unaccepted_tables == ()
    assert dump.kernel_log == LOG[: LOG.index(b"[    2")]
    starts = [t.split(":")[0] for t in dump.troubles]
    assert "the unaccepted table at 0x311000 makes no sense" in starts
    assert "the memory map at 0x200000 makes no sense" in starts
    assert "the memory map at 0x200028 makes no sense" in starts


def test_memory_with_nothing_in_it() -> None:
    dump = found(bytes(1 << 20))
    assert dump.landmarks == ()
    assert dump.troubles == (
        "neither firmware's tables nor a kernel is found in it: is the memory encrypted?",
    )


def test_the_search_ends_where_everything_is_found() -> None:
    seen: list[tuple[int, int]] = []
    guest_ram.decode(RAM, watch=lambda done, total: seen.append((done, total)))

    assert seen[-1] == (5 << 20, 8 << 20)


def test_a_signature_across_two_pieces_is_found() -> None:
    at = (1 << 20) - 8
    ram = bytes(at) + guest.notes().ljust(4104, b"\0") + bytes((1 << 20) - 4096)

    dump = found(ram)

    assert [mark.address for mark in dump.landmarks] == [at]
    assert dump.release == "6.12.0-test"


def test_a_system_table_that_is_not_aligned_is_a_copy() -> None:
    ram = bytes(4100) + guest.system_table() + bytes(1 << 20)
    assert found(ram).landmarks == ()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(LANDMARKS), st.integers(0, 300), st.binary(max_size=9))))
def test_noise_can_only_be_told(noise: list[tuple[Landmark, int, bytes]]) -> None:
    ram = bytearray(RAM)
    for mark, skip, data in noise:
        at = mark.address + skip
        ram[at : at + len(data)] = data
    with suppress(InputError, LimitError):
        guest_ram.decode(bytes(ram))
