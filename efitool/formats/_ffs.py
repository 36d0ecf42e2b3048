"""Firmware volumes and the files in them.

A part that is not as it should be costs that part: what lies beside it is read.

Reference: PI 1.8, volume 3, 2.1 and 3.2; edk2-stable202502, MdeModulePkg/Core/Dxe/FwVol.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from efitool.errors import InputError, LimitError, MalformedError, MissingExtraError
from efitool.formats import _ffs_sections as sections
from efitool.formats._base import parse
from efitool.formats._ffs_checksums import sum16, wrong_checksums
from efitool.formats._ffs_sections import NAME, Budget, Part
from efitool.formats._firmware_schemas import (
    EFI_FFS_FILE_HEADER,
    EFI_FIRMWARE_VOLUME_EXT_HEADER,
    EFI_FIRMWARE_VOLUME_HEADER,
)
from efitool.formats.firmware_volume import SIGNATURE
from efitool.model.firmware import FileType, FirmwareFile, Oddity, Volume
from efitool.model.image import Unread

FFS2 = UUID("8c8ce578-8a3d-4f1c-9935-896185c32dd3")
FFS3 = UUID("5473c07a-3dcb-4dca-bd6f-1e9689e7349a")
VARIABLES = UUID("fff12b8d-7696-4c8b-a985-2747075b4f50")
"""``EFI_SYSTEM_NV_DATA_FV_GUID``: a volume of variables, without files."""
ERASED_TO_ONES = 0x800
"""``EFI_FVB2_ERASE_POLARITY``."""
LARGE_FILE = 0x01
"""``FFS_ATTRIB_LARGE_FILE`` (PI 1.8, volume 3, 3.2.3.1)."""
DATA_VALID, MARKED_FOR_UPDATE = 0x04, 0x08
"""Bits of ``State``; the highest one that is set is the state of a file (ibid., 3.2.3.1)."""
WITH_SECTIONS = frozenset(range(FileType.FREEFORM, FileType.MM_CORE_STANDALONE + 1))
"""Types of files that are made of sections; those of a vendor's own (from 0xc0) may be anything."""
EXECUTABLES = {sections.PE32: "pe", sections.TE: "te"}


class Module(NamedTuple):
    """An executable: the file that it is in, ``pe`` or ``te``, its bytes, where they stand."""

    file: FirmwareFile
    kind: str
    content: bytes
    offset: int | None


Decode = Callable[[Module], tuple[str | None, tuple[Unread, ...]]]
"""Decodes an executable; returns the layer of its image and what could not be decoded."""


class _Found:
    """What the sections of one file hold, however deep."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.version: str | None = None
        self.executables: list[tuple[str, int | None, bytes]] = []


class Contents:
    """What was found in a firmware, as far as it was read.

    ``whole`` are its bytes; those of a section that is packed are others.
    """

    def __init__(self, whole: bytes, decode: Decode) -> None:
        self._whole = whole
        self.volumes: list[Volume] = []
        self.unread: list[Unread] = []
        self.wrong_checksums: list[Oddity] = []
        self._decode = decode
        self._budget = Budget()

    def volume(self, data: bytes, at: int, end: int, place: str = "", depth: int = 0) -> int:
        """Read the volume at ``at`` and all that is inside; return where it ends.

        Raises `MalformedError` if nothing there can be a volume.
        """
        header = parse(NAME, EFI_FIRMWARE_VOLUME_HEADER, data, at)
        length = header.HeaderLength
        if header.Signature != SIGNATURE or length < 56 or header.FvLength < length:
            raise MalformedError(f"{NAME}: {place}", "header", at, "no header of a volume")
        if sum16(data[at : at + length]):
            self.wrong_checksums.append(Oddity(f"{place}{at:#x}", "the volume's header"))
        stop: int = min(at + header.FvLength, end)
        where = f"{place}{at:#x}"
        if stop < at + header.FvLength:
            why = f"a volume of {header.FvLength:#x} bytes, of which {stop - at:#x} are there"
            self.unread.append(Unread(where, why))
        name, start = None, at + length
        if header.ExtHeaderOffset:
            extra = at + header.ExtHeaderOffset
            found = parse(NAME, EFI_FIRMWARE_VOLUME_EXT_HEADER, data, extra)
            name = UUID(bytes_le=found.FvName)
            start = extra + max(found.ExtHeaderSize, 20)
        system = UUID(bytes_le=header.FileSystemGuid)
        own = Volume(where, at, header.FvLength, system, name, header.Attributes)
        index = len(self.volumes)
        self.volumes.append(own)
        if system in (FFS2, FFS3):
            ones = bool(header.Attributes & ERASED_TO_ONES)
            files = self._files(data, at, start, stop, ones, where, depth)
            self.volumes[index] = own._replace(files=tuple(files))
        elif system != VARIABLES:
            self.unread.append(Unread(where, f"a volume of {system}, which is not read"))
        return stop

    def _files(
        self, data: bytes, base: int, start: int, end: int, ones: bool, where: str, depth: int
    ) -> Iterator[FirmwareFile]:
        """Yield the files that lie one after the other, eight bytes aligned in their volume."""
        least = EFI_FFS_FILE_HEADER.sizeof()
        erased = (b"\xff" if ones else b"\0") * least
        at = _aligned(start, base, 8)
        try:
            while at + least <= end and data[at : at + least] != erased:
                self._budget.part(where, depth)
                header = parse(NAME, EFI_FFS_FILE_HEADER, data, at)
                content, size = at + least, header.Size
                if header.Attributes & LARGE_FILE:
                    size = int.from_bytes(data[content : content + 8], "little")
                    content += 8
                if size < content - at or at + size > end:
                    why = f"a file of {size:#x} bytes, of which {end - at:#x} are there"
                    self.unread.append(Unread(f"{where} > {at:#x}", f"{why}: what follows, too"))
                    return
                state = header.State ^ (0xFF if ones else 0)
                if 1 << state.bit_length() >> 1 in (DATA_VALID, MARKED_FOR_UPDATE):
                    yield self._file(data, header, at, content, at + size, where, depth)
                at = _aligned(at + size, base, 8)
        except LimitError as e:
            self.unread.append(Unread(where, str(e)))

    def _file(
        self, data: bytes, header: Any, at: int, content: int, end: int, where: str, depth: int
    ) -> FirmwareFile:
        type = FileType(header.Type)
        file = FirmwareFile(UUID(bytes_le=header.Name), type, at, end - at)
        place = f"{where} > {file.guid}"
        for what in wrong_checksums(header, data[at:content], data[content:end]):
            self.wrong_checksums.append(Oddity(place, what))
        if type not in WITH_SECTIONS:
            return file
        found = _Found()
        self._sections(data, place, content, end, depth + 1, found)
        file = file._replace(name=found.name, version=found.version)
        for kind, offset, body in found.executables:
            layer, unread = self._decode(Module(file, kind, body, offset))
            self.unread += unread
            file = file._replace(layer=file.layer or layer)
        return file

    def _sections(
        self, data: bytes, place: str, start: int, end: int, depth: int, found: _Found
    ) -> None:
        try:
            for part in sections.parts(data, place, start, end):
                self._budget.part(place, depth)
                self._section(part, depth, found)
        except (InputError, LimitError) as e:
            self.unread.append(Unread(place, str(e)))

    def _section(self, part: Part, depth: int, found: _Found) -> None:
        if part.type in EXECUTABLES:
            offset = part.content if part.data is self._whole else None
            if part.body:  # OVMF for SEV may have a GRUB of no bytes
                found.executables.append((EXECUTABLES[part.type], offset, part.body))
        elif part.type == sections.USER_INTERFACE:
            found.name = found.name or sections.text(part.body) or None
        elif part.type == sections.VERSION:
            found.version = found.version or sections.text(part.body[2:]) or None
        else:
            try:
                if part.type == sections.VOLUME_IMAGE:
                    self.volume(part.data, part.content, part.end, f"{part.place} > ", depth)
                elif inside := sections.opened(part, self._budget):
                    if inside.wrong:
                        self.wrong_checksums.append(Oddity(part.place, inside.wrong))
                    self._sections(*inside[:4], depth + 1, found)
            except (InputError, LimitError, MissingExtraError) as e:
                self.unread.append(Unread(part.place, str(e)))


def _aligned(offset: int, base: int, unit: int) -> int:
    return base + (offset - base + unit - 1) // unit * unit
