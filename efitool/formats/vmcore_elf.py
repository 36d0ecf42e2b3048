"""Core files of a guest's memory: QEMU's ``dump-guest-memory``, ``virsh dump``, /proc/vmcore.

Each program header says which physical addresses a piece of the file holds. A dump that was made
with paging names memory once for each virtual address that it is mapped at.

Reference: System V ABI 4.1, chapters 4 and 5; QEMU 7.2, dump/dump.c; Linux v6.12, fs/proc/vmcore.c.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from efitool.errors import LimitError, MalformedError
from efitool.formats import elf
from efitool.formats._base import Format, Kind
from efitool.formats._dump_layouts import (
    ELF32_EHDR,
    ELF32_PHDR,
    ELF64_EHDR,
    ELF64_PHDR,
    ELF_NHDR,
)
from efitool.formats._guest_contents import Dump, contents
from efitool.formats._layout import Layout
from efitool.formats._ram_extents import Extent, ExtentMemory, Source, plain
from efitool.model.guest_memory import GuestDump, Watch
from efitool.model.image import Data

NAME = "vmcore-elf"
LOAD, NOTE = 1, 4
"""*p_type*."""

MANY = 0xFFFF
"""*e_phnum* where the number stands in *sh_info* of the first section header."""

SH_INFO = {64: 44, 32: 28}
"""Its offset in that header."""

HEADER_LIMIT = 1 << 20
"""Program headers. A dump with paging may have one for every hole between mapped pages."""

NOTE_LIMIT = 16 << 20
"""Bytes of notes: a thousand processors leave some hundred kilobytes."""

NOWHERE = (0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF)
"""*p_paddr* of what has no physical address."""

MACHINES = {3: "i686", 62: "x86_64", 183: "aarch64", 243: "riscv64", 258: "loongarch64", 40: "arm"}
"""*e_machine*, by the names of `uname -m`."""


class Shape(NamedTuple):
    """The structures of one width of addresses."""

    bits: int
    header: Layout
    program_header: Layout


SHAPES = {1: Shape(32, ELF32_EHDR, ELF32_PHDR), 2: Shape(64, ELF64_EHDR, ELF64_PHDR)}
"""By *EI_CLASS*."""


def sniff(data: Data) -> bool:
    """Whether it is an ELF file that holds what was left in memory."""
    return data[:4] == elf.MAGIC and data[16:18] in elf.CORES


def decode(data: Data, *, watch: Watch | None = None) -> GuestDump:
    """Find what there is in a dump. Raises `MalformedError`, `LimitError`."""
    return contents(open_dump(plain(data), len(data)), watch)


def open_dump(source: Source, length: int) -> Dump:
    """Read the headers of a core file of so many bytes. Raises `MalformedError`, `LimitError`."""
    head = source(0, 64)
    shape = SHAPES.get(head[4] if len(head) > 5 else 0)
    if shape is None or head[5] != 1:
        problem = f"found {head[4:6].hex(' ')}, expected 01 or 02, then 01: little-endian"
        raise MalformedError(NAME, "e_ident", 4, problem)
    header = shape.header.parse(NAME, head, 0)
    stride, at = header["e_phentsize"], header["e_phoff"]
    if stride < shape.program_header.size:
        problem = f"found {stride}, expected at least {shape.program_header.size}"
        raise MalformedError(NAME, "e_phentsize", 0x36, problem)
    count = header["e_phnum"]
    if count == MANY and header["e_shoff"]:
        info = source(header["e_shoff"] + SH_INFO[shape.bits], 4)
        count = int.from_bytes(info, "little")
    if count > HEADER_LIMIT:
        raise LimitError(f"{count} program headers: more than {HEADER_LIMIT}")
    rows = source(at, count * stride)
    troubles = []
    if missing := count - len(rows) // stride:
        troubles.append(f"{missing} of {count} program headers are behind the end of the file")
    extents: list[Extent] = []
    notes = b""
    cut = 0
    for row in shape.program_header.rows(rows[: len(rows) // stride * stride], stride):
        type, offset, _, address, size, _ = row
        if type == NOTE and not notes:
            notes = source(offset, min(size, NOTE_LIMIT))
        if type != LOAD or address in NOWHERE or not size:
            continue
        there = min(size, max(length - offset, 0))
        cut += there < size
        if there:
            extents.append(Extent(address, address + there, offset))
    if cut:
        troubles.append(f"of {cut} pieces of memory not all is in the file: it is cut short")
    if not extents:
        raise MalformedError(NAME, "p_type", at, "no program header holds physical memory")
    return Dump(
        ExtentMemory(source, extents),
        MACHINES.get(header["e_machine"]),
        next((text for name, text in _notes(notes) if name == b"VMCOREINFO"), b""),
        tuple(troubles),
    )


def _notes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the text of each note."""
    at = 0
    while at + ELF_NHDR.size <= len(data):
        note = ELF_NHDR.parse(NAME, data, at)
        name = at + ELF_NHDR.size
        text = name + (note["n_namesz"] + 3) // 4 * 4
        yield data[name : name + note["n_namesz"]].rstrip(b"\0"), data[text:][: note["n_descsz"]]
        at = text + (note["n_descsz"] + 3) // 4 * 4


FORMAT = Format(
    name=NAME,
    summary="a guest's memory as an ELF core file",
    sniff=sniff,
    decode=decode,
    kind=Kind.GUEST_MEMORY,
    loses="what was written over since boot, or filtered out",
    example="dump-guest-memory of QEMU, virsh dump --memory-only, /proc/vmcore",
)
