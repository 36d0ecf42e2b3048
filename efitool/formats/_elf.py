"""ELF, as far as a kernel's image goes: headers, segments, sections and notes.

System V ABI 4.1, chapters 4 and 5, in the draft of 10 June 2013. Importing pyelftools takes as
long as everything else that is asked of an unpacked kernel, so four structures stand here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from construct import Construct

from efitool.errors import MalformedError
from efitool.formats import _segments
from efitool.formats._base import parse
from efitool.formats._elf_schemas import schemas
from efitool.formats._kallsyms import Order
from efitool.model.image import Arch, Data, ElfHeader, Section, SectionFlag, Segment
from efitool.model.linux import ElfNote

NAME = "elf"
MAGIC = b"\x7fELF"
CLASSES = {1: 32, 2: 64}
ORDERS: dict[int, Order] = {1: "<", 2: ">"}

MAX_ROWS = 1024
"""Rows that are read of a header table: a kernel's have under a hundred."""

MAX_NOTES_SIZE = 64 << 10
"""Bytes of notes that are read of all segments together: a kernel has 500."""

MAX_SECTION_NAME = 256
"""Bytes of one section's name that are read: linkers of kernels write 40."""

MAX_SECTION_NAMES = 1 << 20
"""Bytes of section names that are read: a kernel has 1000."""

PT_LOAD, PT_NOTE = 1, 4
PF_X = 1
SHT_NOBITS = 8
SHF_WRITE, SHF_ALLOC, SHF_EXECINSTR = 1, 2, 4

ARCHES = {
    (3, 32): Arch.I386,
    (21, 64): Arch.PPC64,
    (22, 64): Arch.S390X,
    (40, 32): Arch.ARM,
    (50, 64): Arch.IA64,
    (62, 64): Arch.X86_64,
    (183, 64): Arch.ARM64,
    (243, 32): Arch.RISCV32,
    (243, 64): Arch.RISCV64,
    (258, 64): Arch.LOONGARCH64,
}
"""What ``e_machine`` and the width of addresses stand for (System V ABI, EM_ values)."""

Raw: TypeAlias = Any
"""A parsed structure, under the names of the specification."""


class Load(NamedTuple):
    """A segment that is loaded: its bytes in the file, and where they go."""

    offset: int
    size: int
    address: int
    physical: int
    memory_size: int
    code: bool


@dataclass(frozen=True, slots=True)
class Elf:
    """What the headers say, and what could not be read of them."""

    header: ElfHeader
    arch: Arch | None
    order: Order
    segments: tuple[Segment, ...]
    notes: tuple[ElfNote, ...]
    warnings: tuple[str, ...]


def decode(data: Data) -> Elf:
    """Decode the headers; a table that cannot be read is a warning, not an error.

    Raises `MalformedError` for the file header alone, `LimitError` where segments lie over each
    other too often.

    An ``rva`` counts from the lowest physical address of a ``PT_LOAD`` segment. Physical, for so
    a kernel lies in memory: the virtual address of x86's per-CPU data is 0.
    """
    bits, order = _identification(data)
    layout = schemas(bits, order)
    raw = parse(NAME, layout.file_header, data)
    programs, odd_programs = _table(
        data, "e_phoff", layout.program_header, raw.e_phoff, raw.e_phnum, raw.e_phentsize
    )
    sections, odd_sections = _table(
        data, "e_shoff", layout.section_header, raw.e_shoff, raw.e_shnum, raw.e_shentsize
    )
    uncounted = bool(raw.e_shoff and not raw.e_shnum)
    loads = [_load(p) for p in programs if p.p_type == PT_LOAD]
    base = min((load.physical for load in loads), default=0)
    names = _names(data, sections, raw.e_shstrndx)
    return Elf(
        header=ElfHeader(
            bits=bits,
            little_endian=order == "<",
            type=raw.e_type,
            machine=raw.e_machine,
            entry_point=raw.e_entry,
            flags=raw.e_flags,
            sections=tuple(_section(s, names, loads, base) for s in sections),
        ),
        arch=_arch(raw.e_machine, bits, order),
        order=order,
        segments=_segments.bounded(
            NAME,
            (
                Segment(load.offset, load.physical - base, load.size, load.code)
                for load in loads
                if load.size and load.offset + load.size <= len(data)
            ),
            data,
        ),
        notes=tuple(_notes(data, programs, layout.note_header)),
        warnings=(
            *odd_programs,
            *odd_sections,
            *(("e_shnum: 0 of a table that is there; none is read",) * uncounted),
            *(
                f"segment at {load.offset:#x}: ends outside the file"
                for load in loads
                if load.offset + load.size > len(data)
            ),
        ),
    )


def _identification(data: Data) -> tuple[int, Order]:
    """Return the width of addresses and the order of bytes (``EI_CLASS``, ``EI_DATA``)."""
    ident = data[:6]
    if len(ident) < 6 or ident[:4] != MAGIC:
        raise MalformedError(NAME, "e_ident", 0, f"{ident!r} does not begin with {MAGIC!r}")
    if ident[4] not in CLASSES or ident[5] not in ORDERS:
        raise MalformedError(NAME, "e_ident", 4, f"class {ident[4]}, byte order {ident[5]}")
    return CLASSES[ident[4]], ORDERS[ident[5]]


def _arch(machine: int, bits: int, order: Order) -> Arch | None:
    """Return the instruction set; of two names that Linux gives one, the byte order decides."""
    arch = ARCHES.get((machine, bits))
    return Arch.PPC64LE if arch is Arch.PPC64 and order == "<" else arch


def _table(
    data: Data, field: str, row: Construct[Raw, Raw], offset: int, count: int, stride: int
) -> tuple[list[Raw], tuple[str, ...]]:
    """Return the rows of a header table, or none and why."""
    if count == 0:
        return [], ()
    if count > MAX_ROWS:
        return [], (f"{field}: {count} headers, at most {MAX_ROWS} are read",)
    if stride < row.sizeof() or offset + count * stride > len(data):
        return [], (f"{field}: {count} headers of {stride} bytes at {offset:#x} do not fit",)
    return [parse(NAME, row, data, offset + n * stride) for n in range(count)], ()


def _names(data: Data, sections: list[Raw], index: int) -> bytes:
    """Return the string table that holds the sections' names."""
    if index >= len(sections):
        return b""
    table = sections[index]
    return data[table.sh_offset : table.sh_offset + min(table.sh_size, MAX_SECTION_NAMES)]


def _load(row: Raw) -> Load:
    """Join one row to the model of this module: a thousand sections look at a thousand of them."""
    return Load(
        offset=row.p_offset,
        size=row.p_filesz,
        address=row.p_vaddr,
        physical=row.p_paddr,
        memory_size=row.p_memsz,
        code=bool(row.p_flags & PF_X),
    )


def _section(row: Raw, names: bytes, loads: list[Load], base: int) -> Section:
    """Join one row to the model; only what is mapped has a place in memory."""
    mapped = bool(row.sh_flags & SHF_ALLOC)
    address = row.sh_addr
    home = next((p for p in loads if 0 <= address - p.address < p.memory_size), None)
    stored = row.sh_type != SHT_NOBITS
    name = names[row.sh_name : row.sh_name + MAX_SECTION_NAME].partition(b"\0")[0]
    return Section(
        name=name.decode("utf-8", "backslashreplace"),
        offset=row.sh_offset,
        size=row.sh_size if stored else 0,
        rva=address - home.address + home.physical - base if mapped and home else 0,
        virtual_size=row.sh_size if mapped else 0,
        flags=_flags(row.sh_flags, stored),
    )


def _flags(flags: int, stored: bool) -> SectionFlag:
    """Say in the words of PE what a section's ``sh_flags`` say."""
    code = SectionFlag.CODE | SectionFlag.EXECUTE
    data = SectionFlag.INITIALIZED_DATA if stored else SectionFlag.UNINITIALIZED_DATA
    return (
        (code if flags & SHF_EXECINSTR else data)
        | (SectionFlag.READ if flags & SHF_ALLOC else SectionFlag(0))
        | (SectionFlag.WRITE if flags & SHF_WRITE else SectionFlag(0))
    )


def _notes(data: Data, programs: list[Raw], header: Construct[Raw, Raw]) -> Iterator[ElfNote]:
    """Yield the notes of all segments, as far as `MAX_NOTES_SIZE` reaches."""
    budget = MAX_NOTES_SIZE
    for segment in programs:
        if segment.p_type == PT_NOTE:
            notes = data[segment.p_offset : segment.p_offset + min(segment.p_filesz, budget)]
            budget -= len(notes)
            yield from _segment_notes(notes, 8 if segment.p_align == 8 else 4, header)


def _segment_notes(notes: bytes, align: int, header: Construct[Raw, Raw]) -> Iterator[ElfNote]:
    """Yield the notes of a segment, as far as they are whole (System V ABI 4.1, figure 5-3)."""
    end = 0
    while True:
        name_at = end + header.sizeof()
        if name_at > len(notes):
            return
        raw = parse(NAME, header, notes, end)
        description_at = _aligned(name_at + raw.n_namesz, align)
        end = _aligned(description_at + raw.n_descsz, align)
        if description_at + raw.n_descsz > len(notes):
            return
        name = notes[name_at : name_at + raw.n_namesz].rstrip(b"\0")
        description = notes[description_at : description_at + raw.n_descsz]
        yield ElfNote(name.decode("utf-8", "backslashreplace"), raw.n_type, description)


def _aligned(offset: int, align: int) -> int:
    return offset + -offset % align
