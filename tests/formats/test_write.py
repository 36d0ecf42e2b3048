"""Maps in other forms: what Linux and the shell printed, and what readers make of them again."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, LimitError
from efitool.formats import _write, dmesg_e820, dmesg_efi, efi_shell, memmap_raw
from efitool.model.e820 import E820Entry, E820Type
from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap, Unread

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"


def recorded(name: str) -> MemoryMap:
    return memmap_raw.decode((RECORDINGS / name).read_bytes())


def logged(guest: str, literal: str) -> list[str]:
    """Return the lines of a log that begin so, without timestamps."""
    log = (RECORDINGS / guest / "serial.log").read_bytes().decode("latin-1")
    lines = (re.sub(r"^\[[ .\d]+\] ", "", line).rstrip() for line in log.splitlines())
    return [line for line in lines if line.startswith(literal)]


def a_map(*descriptors: MemoryDescriptor) -> MemoryMap:
    return MemoryMap("test", "", descriptors)


def text(map: MemoryMap, to: str) -> list[str]:
    return _write.convert(map, to).data.decode().splitlines()


def table(map: MemoryMap) -> tuple[E820Entry, ...]:
    return dmesg_e820.FORMAT.decode(_write.convert(map, "e820").data).e820[0].entries


def read_again(map: MemoryMap, to: str) -> MemoryMap:
    data = _write.convert(map, to).data
    if to == "raw":
        return memmap_raw.decode(data, descriptor_size=map.descriptor_size or 48)
    reader = {"dmesg": dmesg_efi.FORMAT, "shell": efi_shell.FORMAT}[to]
    [again] = reader.decode(data).maps
    return again


def test_the_lines_are_those_of_linux() -> None:
    map = recorded("linux-6.12-unaccepted/map-at-exit.bin")

    assert text(map, "dmesg") == logged("linux-6.12-unaccepted", "efi: mem")[:127]


def test_the_e820_table_is_that_of_linux() -> None:
    map = recorded("linux-6.12-unaccepted/map-at-exit.bin")

    assert text(map, "e820") == logged("linux-6.12-unaccepted", "BIOS-e820: [mem")


@pytest.mark.parametrize("name", ["memmap", "memmap-odd", "memmap-unaccepted"])
def test_the_table_is_that_of_the_shell(name: str) -> None:
    data = (RECORDINGS / f"shell/{name}-utf16.txt").read_bytes()
    [map] = efi_shell.FORMAT.decode(data).maps

    assert text(map, "shell") == data.decode("utf-16").splitlines()


@pytest.mark.parametrize("name", ["linux-6.12-unaccepted/map-at-start.bin", "shell/map-odd.bin"])
@pytest.mark.parametrize("to", ["raw", "dmesg", "shell"])
def test_a_recording_comes_back(name: str, to: str) -> None:
    map = recorded(name)

    assert [(d.type, d.range, d.attributes) for d in read_again(map, to).descriptors] == [
        (d.type, d.range, d.attributes) for d in map.descriptors
    ]


def test_a_buffer_comes_back_as_it_was() -> None:
    data = (RECORDINGS / "shell/map-odd.bin").read_bytes()

    assert _write.convert(memmap_raw.decode(data), "raw") == (data, ())


def test_no_descriptor_of_a_buffer_is_smaller_than_the_structure() -> None:
    map = a_map(MemoryDescriptor(7, 0, 0, 1, 0xF))._replace(descriptor_size=24)

    assert len(_write.convert(map, "raw").data) == 40


@pytest.mark.parametrize(
    ("type", "attributes", "expected"),
    [
        (0, 0xF, E820Type.RESERVED),
        (1, 0xF, E820Type.USABLE),
        (4, 0, E820Type.USABLE),
        (6, 0x8000_0000_0000_000F, E820Type.RESERVED),
        (7, 0x4_000F, E820Type.SOFT_RESERVED),
        (7, None, E820Type.USABLE),
        (8, 0xF, E820Type.UNUSABLE),
        (9, 0xF, E820Type.ACPI),
        (10, 0xF, E820Type.NVS),
        (12, 0xF, E820Type.RESERVED),
        (13, 0xF, E820Type.RESERVED),
        (14, 0x4_000F, E820Type.PMEM),
        (15, 0x4_000F, E820Type.USABLE),
    ],
)
def test_what_the_stub_makes_of_a_type(type: int, attributes: int | None, expected: int) -> None:
    map = a_map(MemoryDescriptor(type, 0x1000, None, 1, attributes))

    assert table(map) == (E820Entry(0x1000, 0x2000, expected),)


def test_an_e820_table_is_in_order_and_merged_and_the_higher_type_wins() -> None:
    map = a_map(
        MemoryDescriptor(7, 0x8000, None, 4, 0xF),
        MemoryDescriptor(15, 0x4000, None, 4, 0xF),
        MemoryDescriptor(0, 0xA000, None, 4, 0xF),
        MemoryDescriptor(7, 0x1000, None, 0, 0xF),
        MemoryDescriptor(16, 0, None, 1, 0xF),
    )

    assert table(map) == (E820Entry(0x4000, 0xA000, 1), E820Entry(0xA000, 0xE000, 2))
    assert _write.convert(map, "e820").lost == (
        "EFI types, attributes, and where one descriptor ends and the next begins",
        "that 16384 bytes are unaccepted: they are usable",
        "all memory of type 0x10",
    )


def test_an_e820_table_ends_with_the_address_space() -> None:
    map = a_map(MemoryDescriptor(7, (1 << 64) - 0x1000, None, (1 << 64) - 1, 0xF))

    assert table(map) == (E820Entry((1 << 64) - 0x1000, 1 << 64, 1),)


def test_what_is_lost_of_a_map_is_said() -> None:
    plain = MemoryDescriptor(7, 0, 0, 1, 0xF)
    virtual, unknown = plain._replace(virtual_start=1), plain._replace(attributes=None)
    huge = plain._replace(pages=1 << 52)

    def lost(to: str, descriptor: MemoryDescriptor = plain, **values: Any) -> tuple[str, ...]:
        return _write.convert(a_map(descriptor)._replace(**values), to).lost

    assert [lost(to) for to in ("raw", "dmesg", "shell")] == [()] * 3
    assert lost("dmesg", virtual) == lost("shell", virtual) == ("virtual addresses",)
    assert lost("raw", virtual) == ()
    assert lost("raw", unknown) == ("that attributes are unknown: they are 0",)
    assert lost("dmesg", unknown) == ("that attributes are unknown: there are none",)
    assert lost("shell", unknown) == ("that attributes are unknown: there are none",)
    assert lost("dmesg", huge) == ("sizes beyond the address space",)
    assert lost("raw", descriptor_version=2) == ("the version of its descriptors, 2",)
    assert lost("raw", kind=MapKind.RUNTIME_MAP) == ("that it is a runtime map",)
    assert lost("raw", unread=(Unread(3, "x"),)) == ("lines that could not be read: 1",)
    assert lost("raw", exact=False) == ("that sizes are rounded",)


def test_a_table_of_the_shell_without_pages_and_with_unusable_memory() -> None:
    map = a_map(MemoryDescriptor(7, 0, None, 0, 0xF), MemoryDescriptor(8, 0x1000, None, 1, 0))

    lines = text(map, "shell")

    assert lines[1:3] == [
        "Available  0000000000000000-FFFFFFFFFFFFFFFF 0000000000000000 000000000000000F",
        "Unusable   0000000000001000-0000000000001FFF 0000000000000001 0000000000000000",
    ]
    assert not any("Unusable" in line for line in lines[3:])
    assert lines[-1] == "Total Memory:              0 MB (0 Bytes)"


def test_a_type_has_32_bits() -> None:
    with pytest.raises(InputError, match="descriptor 0: type is 0x100000000, it has 32 bits"):
        _write.convert(a_map(MemoryDescriptor(1 << 32, 0, 0, 1, 0)), "dmesg")


@pytest.mark.parametrize("to", sorted(_write.WRITERS))
@pytest.mark.parametrize("field", MemoryDescriptor._fields)
def test_numbers_that_no_descriptor_has_room_for(to: str, field: str) -> None:
    map = a_map(MemoryDescriptor(7, 0, 0, 1, 0)._replace(**{field: 1 << 64}))

    with pytest.raises(InputError, match=f"descriptor 0: {field} is 0x10000000000000000, it has"):
        _write.convert(map, to)


def test_an_e820_table_of_what_overlaps_beyond_reason() -> None:
    with pytest.raises(LimitError):
        _write.convert(a_map(*[MemoryDescriptor(7, 0, 0, 1, 0)] * 65), "e820")


WORD = st.integers(0, (1 << 64) - 1)
ADDRESS = st.integers(0, (1 << 52) - 1).map(lambda page: page << 12)
TYPE = st.one_of(st.integers(0, 17), st.integers(0x7000_0000, 0xFFFF_FFFF))
ATTRIBUTES = st.one_of(st.sampled_from([0, 0xF, 0x4_000F, 0x8000_0000_0010_0008]), WORD)


def maps(pages: st.SearchStrategy[int]) -> st.SearchStrategy[MemoryMap]:
    descriptor = st.builds(MemoryDescriptor, TYPE, ADDRESS, st.just(0), pages, ATTRIBUTES)
    return st.lists(descriptor, min_size=1, max_size=5).map(lambda rows: a_map(*rows))


@settings(deadline=None)
@given(
    st.lists(
        st.builds(MemoryDescriptor, st.integers(0, (1 << 32) - 1), WORD, WORD, WORD, WORD),
        min_size=1,
    ),
    st.sampled_from([None, 40, 48, 56]),
)
def test_raw_round_trip(rows: list[MemoryDescriptor], stride: int | None) -> None:
    map = a_map(*rows)._replace(descriptor_size=stride)

    assert tuple(read_again(map, "raw").descriptors) == tuple(rows)


@settings(deadline=None)
@given(maps(st.integers(0, (1 << 52) - 1)))
def test_dmesg_round_trip(map: MemoryMap) -> None:
    again = read_again(map, "dmesg")

    assert again.unread == ()
    assert again.descriptors == tuple(d._replace(virtual_start=None) for d in map.descriptors)


@settings(deadline=None)
@given(maps(st.integers(1, 1 << 30)))
def test_shell_round_trip(map: MemoryMap) -> None:
    inside = a_map(*(d for d in map.descriptors if d.end <= 1 << 64))
    if inside.descriptors:
        again = read_again(inside, "shell")

        assert again.unread == ()
        assert again.descriptors == tuple(
            d._replace(virtual_start=None) for d in inside.descriptors
        )


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            MemoryDescriptor,
            st.integers(0, 16),
            st.integers(0, 12).map(lambda page: page << 12),
            st.none(),
            st.integers(0, 5),
            st.sampled_from([None, 0, 0x4_0000]),
        ),
        max_size=6,
    )
)
def test_each_page_has_the_highest_type_of_its_descriptors(rows: list[MemoryDescriptor]) -> None:
    entries = table(a_map(*rows)) if _write.convert(a_map(*rows), "e820").data else ()

    for page in range(0, 18 << 12, 1 << 12):
        over = [d for d in rows if d.start <= page < d.end]
        single = [table(a_map(d)) for d in over if d.type < 16]
        expected = max((of_one[0].type for of_one in single), default=None)
        assert expected == next((e.type for e in entries if e.start <= page < e.end), None)
    for entry, following in pairwise(entries):
        assert entry.end < following.start or entry.type != following.type
