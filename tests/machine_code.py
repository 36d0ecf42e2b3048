"""Images made of x86 machine code, for the tests of `references`.

Code is written in hexadecimal, an instruction to a line, with its assembly behind a semicolon.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from struct import pack
from uuid import UUID

from efitool.model.image import (
    Arch,
    DataDirectory,
    Image,
    ImageType,
    Machine,
    PeHeader,
    Section,
    SectionFlag,
    Segment,
    Subsystem,
)

CODE = 0x1000
DATA = 0x2000
RELOCATIONS = 0x5000
ACCEPTANCE = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
GRAPHICS = UUID("9042a9de-23dc-4a38-96fb-7aded080516a")


def assembled(code: str) -> bytes:
    """Return the bytes of code, without the assembly."""
    return b"".join(bytes.fromhex(line.partition(";")[0]) for line in code.splitlines())


def relocations(places: Sequence[int], kind: int = 3) -> bytes:
    """Return a table of base relocations with a block for each page."""
    table = b""
    for page, together in groupby(places, lambda place: place & ~0xFFF):
        entries = b"".join(pack("<H", kind << 12 | place - page) for place in together)
        table += pack("<II", page, 8 + len(entries)) + entries
    return table


def image(
    code: str,
    data: bytes = b"",
    arch: Arch = Arch.X86_64,
    *,
    base: int = 0,
    executable: bool = True,
    relocated: Sequence[int] = (),
) -> Image:
    """Return an EFI image with code at RVA 0x1000, where it is entered, and data at 0x2000.

    Code stands at offset 0 of the file, behind it data and the relocations of some RVAs.
    """
    text = assembled(code)
    table = relocations(relocated)
    sections = (
        Section(".text", 0, len(text), CODE, len(text), SectionFlag.CODE),
        Section(".data", len(text), len(data), DATA, len(data), SectionFlag.INITIALIZED_DATA),
    )
    header = PeHeader(
        offset=0,
        machine=Machine.X86_64 if arch is Arch.X86_64 else Machine.I386,
        subsystem=Subsystem.EFI_APPLICATION,
        magic=0x20B,
        timestamp=0,
        characteristics=0,
        dll_characteristics=0,
        image_base=base,
        entry_point=CODE,
        section_alignment=0x1000,
        file_alignment=0x200,
        size_of_image=0x3000,
        size_of_headers=0,
        checksum=0,
        image_version=(0, 0),
        directories=(DataDirectory("basereloc", RELOCATIONS, len(table)),),
        sections=sections,
    )
    return Image(
        ImageType.EFI_APPLICATION,
        arch,
        "pe",
        ("pe",),
        text + data + table,
        pe=header,
        segments=(
            Segment(0, CODE, len(text), code=executable),
            *([Segment(len(text), DATA, len(data), code=False)] if data else ()),
            *([Segment(len(text + data), RELOCATIONS, len(table), code=False)] if table else ()),
        ),
    )
