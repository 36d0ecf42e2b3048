"""ELF headers against what was written, against pyelftools, and out of bounds."""

from __future__ import annotations

import contextlib
import io
import struct
import sys
from pathlib import Path

import pytest
from construct import Container
from elftools.elf.elffile import ELFFile
from elftools.elf.notes import iter_notes
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, MalformedError
from efitool.formats import _elf
from efitool.formats._kallsyms import Order
from efitool.model.image import Arch, ImageType, SectionFlag, Segment
from efitool.model.linux import ElfNote
from tests.vmlinux_build import Part, elf, note

KERNEL = 0xFFFF_FFFF_8100_0000
BUILD_ID = bytes(range(20))
NOTES = note(b"GNU", 3, BUILD_ID) + note(b"Linux", 0x100, b"6.12\0") + note(b"Xen", 6, b"linux\0")
PARTS = (
    Part(".text", b"\x90" * 100, KERNEL, flags=6),
    Part(".rodata", b"r" * 50, KERNEL + 0x1000),
    Part(".data..percpu", b"p" * 16, 0, flags=3),
    Part(".bss", b"", KERNEL + 0x3000, flags=3, type=8, memory_size=0x800),
    Part(".comment", b"cc", KERNEL + 8, flags=0, load=False),
)
CODE = SectionFlag.CODE | SectionFlag.EXECUTE | SectionFlag.READ


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("bits", [32, 64])
def test_headers_of_either_width_and_order_are_read(bits: int, order: str) -> None:
    parts = PARTS if bits == 64 else [Part(p.name, p.data, p.address & 0xFFFF_FFFF) for p in PARTS]

    found = _elf.decode(elf(*parts, bits=bits, order=order, machine=8))

    assert (found.header.bits, found.header.little_endian) == (bits, order == "<")
    assert (found.header.type, found.header.machine) == (2, 8)
    assert found.header.entry_point == 0x1000C43
    assert [s.name for s in found.header.sections] == ["", *(p.name for p in PARTS), ".shstrtab"]
    assert [s.size for s in found.header.sections[1:3]] == [100, 50]
    assert found.arch is None
    assert found.warnings == ()


def test_places_in_memory_count_from_the_lowest_physical_address() -> None:
    data = elf(*PARTS)

    found = _elf.decode(data)

    text, rodata, percpu, bss, comment, _ = found.header.sections[1:]
    assert [text.rva, rodata.rva, percpu.rva, bss.rva] == [0, 0x70, 0xB0, 0xC0]
    assert data[percpu.offset : percpu.offset + percpu.size] == b"p" * 16
    assert (bss.size, bss.virtual_size) == (0, 0x800)
    assert (comment.rva, comment.size, comment.virtual_size) == (0, 2, 0)
    assert text.flags == CODE
    assert bss.flags == (SectionFlag.UNINITIALIZED_DATA | SectionFlag.READ | SectionFlag.WRITE)
    assert found.segments == (
        Segment(text.offset, 0, 100, code=True),
        Segment(rodata.offset, 0x70, 50, code=False),
        Segment(percpu.offset, 0xB0, 16, code=False),
    )


@pytest.mark.parametrize("order", ["<", ">"])
def test_notes_are_read_in_order(order: str) -> None:
    notes = note(b"GNU", 3, BUILD_ID, order) + note(b"Xen", 6, b"linux\0", order)

    found = _elf.decode(elf(*PARTS, notes=notes, order=order))

    assert found.notes == (ElfNote("GNU", 3, BUILD_ID), ElfNote("Xen", 6, b"linux\0"))


def test_notes_may_be_aligned_to_eight_bytes() -> None:
    first = struct.pack("<III4sI", 4, 4, 5, b"GNU\0", 7) + bytes(4)

    found = _elf.decode(elf(*PARTS, notes=first + NOTES, note_align=8))

    assert found.notes[:2] == (ElfNote("GNU", 5, struct.pack("<I", 7)), ElfNote("GNU", 3, BUILD_ID))


@pytest.mark.parametrize(
    "last", [NOTES[-20:-8], struct.pack("<III", 2**32 - 1, 0, 6), struct.pack("<II", 4, 0)]
)
def test_a_note_that_is_cut_short_ends_the_notes(last: bytes) -> None:
    found = _elf.decode(elf(*PARTS, notes=NOTES + last))

    assert [n.name for n in found.notes] == ["GNU", "Linux", "Xen"]


@pytest.mark.parametrize(
    ("machine", "bits", "arch"),
    [
        (62, 64, Arch.X86_64),
        (3, 32, Arch.I386),
        (183, 64, Arch.ARM64),
        (243, 64, Arch.RISCV64),
        (258, 64, Arch.LOONGARCH64),
        (62, 32, None),
    ],
)
def test_the_machine_and_the_width_tell_the_arch(
    machine: int, bits: int, arch: Arch | None
) -> None:
    assert _elf.decode(elf(bits=bits, machine=machine)).arch is arch


def real_files() -> list[bytes]:
    big_endian = elf(*PARTS[2:], notes=note(b"GNU", 3, BUILD_ID, ">"), order=">")
    files = [elf(*PARTS, notes=NOTES), big_endian]
    python = Path(sys.executable).resolve().read_bytes()
    return [*files, *([python] if python[:4] == b"\x7fELF" else [])]


@pytest.mark.parametrize(
    "data", real_files(), ids=["built", "big-endian", "python"][: len(real_files())]
)
def test_pyelftools_reads_the_same(data: bytes) -> None:
    oracle = ELFFile(io.BytesIO(data))
    found = _elf.decode(data)

    assert [(s.name, s.offset) for s in found.header.sections] == [
        (s.name, s["sh_offset"]) for s in oracle.iter_sections()
    ]
    assert [(s.offset, s.size, s.code) for s in found.segments] == [
        (p["p_offset"], p["p_filesz"], bool(p["p_flags"] & 1))
        for p in oracle.iter_segments("PT_LOAD")
        if p["p_filesz"]
    ]
    assert [(n.name, n.description) for n in found.notes] == [
        (n["n_name"], n["n_descdata"])
        for p in oracle.iter_segments("PT_NOTE")
        for n in iter_notes(oracle, p["p_offset"], p["p_filesz"])
    ]


@pytest.mark.parametrize(
    ("field", "at", "value", "warning"),
    [
        ("e_shoff", 0x28, 2**63, "e_shoff: 7 headers of 64 bytes at 0x8000000000000000"),
        ("e_phoff", 0x20, 2**64 - 1, "e_phoff: 5 headers of 56 bytes at 0xffffffffffffffff"),
    ],
)
def test_a_table_outside_the_file_is_a_warning_and_the_rest_is_read(
    field: str, at: int, value: int, warning: str
) -> None:
    data = bytearray(elf(*PARTS, notes=NOTES))
    struct.pack_into("<Q", data, at, value)

    found = _elf.decode(bytes(data))

    assert [w[: len(warning)] for w in found.warnings] == [warning]
    assert bool(found.segments) == bool(found.notes) == (field != "e_phoff")
    assert bool(found.header.sections) == (field != "e_shoff")


def test_headers_smaller_than_the_specification_has_them_are_not_read() -> None:
    data = bytearray(elf(*PARTS))
    struct.pack_into("<H", data, 0x36, 55)

    found = _elf.decode(bytes(data))

    assert len(found.warnings) == 1
    assert found.warnings[0].startswith("e_phoff: 4 headers of 55 bytes at 0x")
    assert found.segments == ()


def test_thousands_of_sections_are_not_read() -> None:
    data = bytearray(elf(*PARTS)) + bytes(0xFFFF * 64)
    struct.pack_into("<H", data, 0x3C, 0xFFFF)

    found = _elf.decode(bytes(data))

    assert found.warnings == ("e_shoff: 65535 headers, at most 1024 are read",)
    assert len(found.segments) == 3


def test_sections_whose_number_does_not_fit_are_not_counted_up() -> None:
    """Of more than 65,279 sections the number stands in the first (ibid., ``e_shnum``)."""
    data = bytearray(elf(*PARTS))
    first = struct.unpack_from("<Q", data, 0x28)[0]
    struct.pack_into("<H", data, 0x3C, 0)
    struct.pack_into("<Q", data, first + 0x20, 2**63)

    found = _elf.decode(bytes(data))

    assert found.warnings == ("e_shnum: 0 of a table that is there; none is read",)
    assert found.header.sections == ()
    assert len(found.segments) == 3


def test_a_segment_that_ends_outside_the_file_is_a_warning_and_left_out() -> None:
    data = elf(*PARTS)
    programs = struct.unpack_from("<Q", data, 0x20)[0]
    damaged = bytearray(data)
    struct.pack_into("<Q", damaged, programs + 0x20, 2**62)

    found = _elf.decode(bytes(damaged))

    assert found.warnings == ("segment at 0x1000: ends outside the file",)
    assert len(found.segments) == 2


@pytest.mark.parametrize(
    "data", [b"", b"MZ" + bytes(100), b"\x7fELF", b"\x7fELF\x03\x01" + bytes(90)]
)
def test_what_is_no_elf_file_is_an_error(data: bytes) -> None:
    with pytest.raises(MalformedError, match="elf: e_ident"):
        _elf.decode(data)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(4, 600), st.binary(min_size=1, max_size=8)), max_size=6))
def test_damaged_headers_raise_only_input_errors(damage: list[tuple[int, bytes]]) -> None:
    whole = elf(*PARTS, notes=NOTES)
    tables = struct.unpack_from("<Q", whole, 0x20)[0]
    data = bytearray(whole)
    for at, value in damage:
        at = at if at < 64 else tables + at - 64
        data[at : at + len(value)] = value
    with contextlib.suppress(InputError):
        _elf.decode(bytes(data))


def with_second_notes(first: bytes, second: bytes) -> bytes:
    """Return an ELF file of two segments of notes: the second in the place of a loaded one."""
    data = bytearray(elf(Part(".notes", second, 0x1000), notes=first))
    struct.pack_into("<I", data, struct.unpack_from("<Q", data, 0x20)[0], 4)
    return bytes(data)


def test_notes_of_all_segments_together_are_bounded() -> None:
    a_fourth = note(b"big", 1, bytes(0x4000 - 16))
    last = note(b"GNU", 3, bytes(4))

    found = _elf.decode(with_second_notes(a_fourth, a_fourth * 3))
    assert [len(n.description) for n in found.notes] == [0x4000 - 16] * 4
    found = _elf.decode(with_second_notes(last, a_fourth * 4))
    assert [n.name for n in found.notes] == ["big"] * 4
    found = _elf.decode(with_second_notes(a_fourth, last + a_fourth * 3))
    assert [n.name for n in found.notes] == ["GNU", "big", "big", "big"]


def test_names_of_sections_are_cut_at_256_bytes() -> None:
    found = _elf.decode(elf(Part("n" * 256, b"", 0), Part("m" * 257, b"", 0)))

    assert [s.name for s in found.header.sections[1:3]] == ["n" * 256, "m" * 256]


def test_the_headers_are_not_read_again_for_each_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand sections in a thousand segments are a million pairs: tuples are compared."""
    parts = [Part(".x", b"", 0x1000, memory_size=1)] * 40
    read: list[str] = []

    def get(row: dict[str, object], name: str) -> object:
        read.append(name)
        return row[name]

    monkeypatch.setattr(Container, "__getattr__", get)
    found = _elf.decode(elf(*parts, Part(".last", b"", 0x9000, memory_size=1)))

    assert found.header.sections[-2].rva == 0
    assert len(read) < 20 * (41 + 43)


BANNER = b"Linux version 6.12.1-test (me@home) (gcc 14) #1 SMP PREEMPT\n\0"


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize(("bits", "order"), [(64, "<"), (64, ">"), (32, "<"), (32, ">")])
def test_a_file_of_a_kernel_says_what_it_is(bits: int, order: str, deep: bool) -> None:
    notes = note(b"GNU", 3, BUILD_ID, order)
    data = elf(Part(".rodata", BANNER, 0x1000), notes=notes, bits=bits, order=order)

    image = formats.decode_image(data, deep=deep)

    assert (image.type, image.layer, image.layers) == (ImageType.ELF, "vmlinux", ("elf",))
    assert image.linux is not None
    assert (image.linux.version, image.linux.build_id) == ("6.12.1-test", BUILD_ID.hex())


def test_a_file_of_something_else_is_no_kernel() -> None:
    image = formats.decode_image(elf(*PARTS, notes=note(b"GNU", 3, BUILD_ID)))

    assert (image.type, image.layer, image.linux) == (ImageType.ELF, "ELF", None)


@pytest.mark.parametrize(
    ("order", "machine", "arch"),
    [("<", 21, Arch.PPC64LE), (">", 21, Arch.PPC64), (">", 22, Arch.S390X), ("<", 62, Arch.X86_64)],
)
def test_the_instruction_set_is_named_as_linux_names_it(
    order: Order, machine: int, arch: Arch
) -> None:
    assert _elf._arch(machine, 64, order) is arch
