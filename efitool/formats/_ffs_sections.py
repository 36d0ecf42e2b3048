"""What the sections of a file in a firmware volume hold, found by opening one after the other.

Reference: PI 1.8, volume 3, 2.1.5 (sections) and 3.2.5 (their types).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple
from uuid import UUID

from efitool.errors import LimitError, MalformedError
from efitool.formats import _firmware_codecs, _tiano
from efitool.formats._base import parse
from efitool.formats._firmware_schemas import (
    EFI_COMMON_SECTION_HEADER,
    EFI_COMPRESSION_SECTION,
    EFI_GUID_DEFINED_SECTION,
)

NAME = "firmware-volume"
COMPRESSION, GUID_DEFINED, DISPOSABLE = 0x01, 0x02, 0x03
PE32, PIC, TE = 0x10, 0x11, 0x12
VERSION, USER_INTERFACE, VOLUME_IMAGE = 0x14, 0x15, 0x17
EXTENDED = 0xFFFFFF
"""A size that stands in the 32 bits that follow (PI 1.8, volume 3, 3.2.4)."""
PROCESSING_REQUIRED = 0x01
"""``EFI_GUIDED_SECTION_PROCESSING_REQUIRED``: the content cannot be read as it stands."""

CRC32 = UUID("fc1bcdb0-7d31-49aa-936a-a4600d9dd083")
LZMA = UUID("ee4e5898-3914-4259-9d6e-dc7bd79403cf")
LZMA_X86 = UUID("d42ae6bd-1352-4bfb-909a-ca72a6eae889")
BROTLI = UUID("3d532050-5cda-4fd0-879e-0f7f630d5afb")
TIANO = UUID("a31280ad-481e-41b6-95e8-127f4c984779")


def _tiano_unpack(packed: bytes, limit: int, layer: str) -> bytes:
    return _tiano.unpack(packed, limit, layer, position_bits=_tiano.TIANO)


def _standard_unpack(packed: bytes, limit: int, layer: str) -> bytes:
    return _tiano.unpack(packed, limit, layer, position_bits=_tiano.STANDARD)


Unpack = Callable[[bytes, int, str], bytes]
CODECS: dict[UUID, tuple[str, Unpack]] = {
    LZMA: ("lzma", _firmware_codecs.lzma_unpack),
    LZMA_X86: ("lzma-x86", _firmware_codecs.lzma_x86_unpack),
    BROTLI: ("brotli", _firmware_codecs.brotli_unpack),
    TIANO: ("tiano", _tiano_unpack),
}

SLOW: dict[Unpack, int] = {_tiano_unpack: 8, _standard_unpack: 8}
"""Codecs that are not in C, and for how many bytes each of theirs counts."""

MAX_UNPACKED = 256 << 20
"""Bytes that all sections of a file may unpack to: the largest firmware has 64 MiB of flash."""
FAILURE = MAX_UNPACKED >> 3
"""Bytes that a damaged stream counts for: how far it was unpacked nobody knows."""
MAX_PARTS = 1 << 16
"""Files and sections that are looked at: firmware of a server has some thousands."""
MAX_NESTING = 16
"""Sections and volumes around a section; real ones are five or six deep."""


class Budget:
    """What may still be unpacked and looked at in one firmware."""

    def __init__(self) -> None:
        self.bytes = MAX_UNPACKED
        self._parts = MAX_PARTS

    def part(self, place: str, depth: int) -> None:
        """Count a part. Raises `LimitError`."""
        self._parts -= 1
        if self._parts < 0:
            raise LimitError(f"{place}: more than {MAX_PARTS} files and sections")
        if depth > MAX_NESTING:
            raise LimitError(f"{place}: more than {MAX_NESTING} sections inside each other")

    def unpack(self, codec: Unpack, packed: bytes, place: str) -> bytes:
        """Unpack a section. Raises `LimitError`, `MalformedError`, `MissingExtraError`."""
        cost = SLOW.get(codec, 1)
        try:
            content = codec(packed, max(0, self.bytes // cost), place)
        except MalformedError:
            self.bytes -= FAILURE
            raise
        self.bytes -= len(content) * cost
        return content


class Part(NamedTuple):
    """A section as it lies in ``data``: its type, and where its content begins and ends.

    ``start`` is that of its header; ``place`` says where ``data`` came from.
    """

    data: bytes
    place: str
    type: int
    start: int
    content: int
    end: int

    @property
    def body(self) -> bytes:
        return self.data[self.content : self.end]


class Inside(NamedTuple):
    """Where the sections inside a section lie, and what is wrong with its checksum."""

    data: bytes
    place: str
    start: int
    end: int
    wrong: str | None = None


def parts(data: bytes, place: str, start: int, end: int) -> Iterator[Part]:
    """Yield the sections that lie between two offsets. Raises `MalformedError`."""
    at = start
    while at + EFI_COMMON_SECTION_HEADER.sizeof() <= end:
        header = parse(NAME, EFI_COMMON_SECTION_HEADER, data, at)
        size, content = header.Size, at + EFI_COMMON_SECTION_HEADER.sizeof()
        if size == EXTENDED:
            size = int.from_bytes(data[content : content + 4], "little")
            content += 4
        if size < content - at or at + size > end:
            problem = f"a section of {size} bytes, of which {end - at} are there"
            raise MalformedError(f"{NAME}: {place}", "Size", at, problem)
        yield Part(data, place, header.Type, at, content, at + size)
        at = start + (at + size - start + 3) // 4 * 4


def opened(part: Part, budget: Budget) -> Inside | None:
    """Return what is inside a section, None of one that holds no others.

    Raises `LimitError`, `MalformedError`, `MissingExtraError`.
    """
    if part.type == DISPOSABLE:
        return Inside(part.data, part.place, part.content, part.end)
    if part.type == COMPRESSION:
        header = parse(NAME, EFI_COMPRESSION_SECTION, part.data, part.content)
        start = part.content + EFI_COMPRESSION_SECTION.sizeof()
        if header.CompressionType == 0:
            return Inside(part.data, part.place, start, part.end)
        return _unpacked(part, "efi", _standard_unpack, start, budget)
    if part.type != GUID_DEFINED:
        return None
    header = parse(NAME, EFI_GUID_DEFINED_SECTION, part.data, part.content)
    guid, start = UUID(bytes_le=header.SectionDefinitionGuid), part.start + header.DataOffset
    if not part.content < start <= part.end:
        raise MalformedError(f"{NAME}: {part.place}", "DataOffset", part.content, f"is {start:#x}")
    if guid in CODECS:
        return _unpacked(part, *CODECS[guid], start, budget)
    if guid == CRC32:
        stated = int.from_bytes(part.data[start - 4 : start], "little")
        found = zlib.crc32(part.data[start : part.end])
        wrong = None if found == stated else f"a CRC32 of {stated:#x}; it is {found:#x}"
        return Inside(part.data, part.place, start, part.end, wrong)
    if header.Attributes & PROCESSING_REQUIRED:
        problem = f"nobody here can open a section of {guid}"
        raise MalformedError(f"{NAME}: {part.place}", "section", part.start, problem)
    return Inside(part.data, part.place, start, part.end)


def _unpacked(part: Part, name: str, codec: Unpack, start: int, budget: Budget) -> Inside:
    place = f"{part.place} > {name} at {start:#x}"
    content = budget.unpack(codec, part.data[start : part.end], place)
    return Inside(content, place, 0, len(content))


def text(content: bytes) -> str:
    """Return a text of the sections for names and versions (UCS-2, ended by a zero)."""
    return content.decode("utf-16-le", "replace").partition("\0")[0]
