"""PE headers: sections, long names, directories, and what is not there."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import _pe
from efitool.model.image import DataDirectory, Machine, SectionFlag, Segment, Subsystem
from efitool.model.pe import CoffSymbols, Relocations
from tests import build
from tests.build import Section


def test_headers() -> None:
    data = build.pe(
        Section(b".text", 0x1000, b"code", build.CODE),
        Section(b".data", 0x2000, b"data", build.DATA, virtual_size=0x100),
        image_version=(3, 1),
        security=(0x2000, 4),
    )

    header, warnings = _pe.decode(data)

    assert header.machine is Machine.X86_64
    assert header.subsystem is Subsystem.EFI_APPLICATION
    assert (header.magic, header.image_version) == (0x20B, (3, 1))
    assert (header.entry_point, header.dll_characteristics) == (0x1000, 0x100)
    text, data_section = header.sections
    assert (text.name, text.offset, text.rva, text.size) == (".text", 0x1000, 0x1000, 4)
    assert text.flags == SectionFlag.CODE | SectionFlag.EXECUTE | SectionFlag.READ
    assert (data_section.name, data_section.virtual_size) == (".data", 0x100)
    assert [(d.name, d.rva, d.size) for d in header.directories if d.size] == [
        ("security", 0x2000, 4)
    ]
    assert warnings == ()


def test_a_long_section_name_stands_in_the_string_table() -> None:
    data = bytearray(build.pe(Section(b"/4", 0x1000, b"x"), size=0x2000))
    struct.pack_into("<II", data, 0x40 + 4 + 8, 0x1100, 2)
    strings = 0x1100 + 2 * 18
    data[strings : strings + 4 + 12] = struct.pack("<I", 16) + b".eh_frame_x\0"

    header, _ = _pe.decode(bytes(data))

    assert header.sections[0].name == ".eh_frame_x"


@pytest.mark.parametrize("name", [b"/4", b"/", b"/x", b"/9999999"])
def test_a_long_name_without_a_string_table_stays_as_it_is(name: bytes) -> None:
    header, _ = _pe.decode(build.pe(Section(name, 0x1000, b"x")))

    assert header.sections[0].name == name.decode()


def test_segments_are_what_is_both_in_the_file_and_in_memory() -> None:
    data = build.pe(
        Section(b"a", 0x1000, b"12345678", build.CODE, virtual_size=5),
        Section(b"b", 0x1200, b"1234", build.DATA, virtual_size=0x5000),
        Section(b"c", 0x1400, b"1234", build.DATA, virtual_size=0),
        Section(b"d", 0x1600, b"1234", build.DATA),
    )[:0x1602]

    header, _ = _pe.decode(data)

    assert _pe.segments(header, data) == (
        Segment(0x1000, 0x1000, 5, code=True),
        Segment(0x1200, 0x1200, 4, code=False),
        Segment(0x1400, 0x1400, 4, code=False),
        Segment(0x1600, 0x1600, 2, code=False),
    )


def test_an_unknown_machine_and_subsystem_are_values_like_any_other() -> None:
    header, _ = _pe.decode(build.pe(machine=0x1234, subsystem=77))

    assert (header.machine, header.machine.name) == (0x1234, "0x1234")
    assert (header.subsystem, header.subsystem.name) == (77, "0x4d")


def test_headers_that_are_cut_off() -> None:
    with pytest.raises(MalformedError) as e:
        _pe.decode(build.pe()[:0x50])
    assert e.value.format == "pe"


@pytest.mark.parametrize(
    ("flags", "code"),
    [(0x0000_0020, True), (0x2000_0000, True), (0x6000_0020, True), (0xC000_0040, False)],
)
def test_code_is_what_is_called_so_or_may_be_executed(flags: int, code: bool) -> None:
    data = build.pe(Section(b".x", 0x1000, b"1234", flags))

    header, _ = _pe.decode(data)

    assert _pe.segments(header, data) == (Segment(0x1000, 0x1000, 4, code),)


DIRECTORIES = 0x40 + 24 + 112
BASERELOC = DIRECTORIES + 8 * 5


def test_tables_that_the_headers_lead_to() -> None:
    table = struct.pack("<IIHH", 0x1000, 12, 0xA008, 0)
    data = bytearray(build.pe(Section(b".reloc", 0x1000, table, build.DATA), size=0x1100))
    struct.pack_into("<II", data, BASERELOC, 0x1000, len(table))
    struct.pack_into("<II", data, 0x40 + 4 + 8, 0x1010, 1)

    header, _ = _pe.decode(bytes(data))

    assert header.relocations == Relocations(1, ((0, 1), (10, 1)), 0x1000, 0, None)
    assert header.symbols == CoffSymbols(0x1010, 1, 0)
    assert header.debug == ()


def test_a_count_of_symbols_that_are_nowhere() -> None:
    data = bytearray(build.pe(Section(b".text", 0x1000, b"x")))
    struct.pack_into("<II", data, 0x40 + 4 + 8, 0, 1)

    header, _ = _pe.decode(bytes(data))

    assert header.symbols is None


def test_a_directory_is_held_by_what_is_mapped_there() -> None:
    header, _ = _pe.decode(
        build.pe(
            Section(b"a", 0x1000, bytes(0x200), virtual_size=0x100),
            Section(b"b", 0x1100, bytes(0x200), virtual_size=0),
        )
    )

    def held(rva: int, size: int) -> slice:
        return header.held(DataDirectory("debug", rva, size))

    assert held(0x10F0, 0x10) == slice(0x10F0, 0x1100)
    assert held(0x10F0, 0x11) == slice(0x10F0, 0x1100)
    assert held(0x1100, 0x999) == slice(0x1100, 0x1300)
    assert held(0x20, 0x10) == slice(0x20, 0x30)
    assert held(0x1F0, 0x20) == slice(0x1F0, 0x200)
    assert not bytes(0x2000)[held(0x1300, 0x10)]


def test_an_object_file_has_sections_and_no_optional_header() -> None:
    sections = [Section(b"s%d" % n, 0x1000 * n, b"code") for n in (1, 2, 3)]
    data = bytearray(build.pe(*sections))
    behind_coff = 0x40 + 24
    size = struct.unpack_from("<H", data, behind_coff - 4)[0]
    struct.pack_into("<H", data, behind_coff - 4, 0)
    table = bytes(data[behind_coff + size :][: 40 * len(sections)])
    data[behind_coff:0x1000] = table.ljust(0x1000 - behind_coff, b"\0")

    header, warnings = _pe.decode(bytes(data))

    assert (header.magic, header.subsystem, header.size_of_image) == (0, Subsystem.UNKNOWN, 0)
    assert [(s.name, s.rva) for s in header.sections] == [
        ("s1", 0x1000),
        ("s2", 0x2000),
        ("s3", 0x3000),
    ]
    assert header.directories == ()
    assert warnings == ()


@given(st.binary(max_size=300), st.integers(0, 400))
@settings(deadline=None)
def test_noise_in_the_headers_can_only_be_malformed(noise: bytes, at: int) -> None:
    data = bytearray(build.pe(Section(b"/4", 0x1000, bytes(64))))
    data[0x44 + at : 0x44 + at + len(noise)] = noise
    with suppress(InputError, LimitError):
        header, _ = _pe.decode(bytes(data))
        _pe.image(bytes(data), header)


def test_sections_keep_the_order_of_their_table() -> None:
    data = build.pe(
        build.Section(b".late", 0x3000, bytes(16)), build.Section(b".early", 0x1000, bytes(16))
    )

    header, _ = _pe.decode(data)

    assert [s.name for s in header.sections] == [".late", ".early"]


def test_a_section_that_makes_no_sense_hides_no_other() -> None:
    data = bytearray(build.pe(*(build.Section(name, 0x1000, bytes(16)) for name in (b"a", b"b"))))
    row = bytes(data).index(b"a" + bytes(7))
    data[row + 8 : row + 24] = b"\xff" * 16

    header, _ = _pe.decode(bytes(data))

    assert [s.name for s in header.sections] == ["a", "b"]
    assert header.sections[0].offset == 0xFFFF_FFFF
