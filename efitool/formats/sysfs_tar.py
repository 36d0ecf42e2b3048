"""An archive of what Linux tells in /sys: a folder for each descriptor, a file for each field.

::

    efi/runtime-map/0/phys_addr     firmware/memmap/0/start     boot_params/data

and of ACPI's tables, which are files (``firmware/acpi/tables/SRAT``).
It does not matter where in the archive they are, nor whether it is of GNU's sort or POSIX's. A
directory that is given in place of a file is read as the archive of it.

Reference: POSIX.1-2017, pax, ustar Interchange Format; Linux v6.12, Documentation/ABI/testing,
sysfs-firmware-efi-runtime-map, sysfs-firmware-memmap, sysfs-kernel-boot_params.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from efitool.errors import LimitError, MalformedError, UnknownFormatError
from efitool.formats import acpi_table, boot_params, firmware_memmap, runtime_map
from efitool.formats._base import Format, Kind
from efitool.formats._memory_layouts import TAR_HEADER
from efitool.model.artifact import as_log
from efitool.model.e820 import E820Entry, E820Map
from efitool.model.guest_log import GuestLog, joined
from efitool.model.image import Data
from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap

NAME = "sysfs-tar"
BLOCK = 512
MAGIC = b"ustar"
MAGIC_OFFSET = 257
REGULAR = (b"0", b"\0")

FILE_LIMIT = 1 << 18
"""Files of an archive: each descriptor has five."""

CONTENT_LIMIT = 1 << 20
"""Bytes of a file: of those that are read here, an extension of the e820 table is the largest."""

NUMBER = re.compile(r"\d{1,9}")
HEX = re.compile(r"0x[0-9a-f]{1,16}")

DESCRIPTOR = ("type", "phys_addr", "virt_addr", "num_pages", "attribute")
ENTRY = ("start", "end", "type")
NODE = ("type", "data")
"""The files of a folder in runtime-map, in memmap, in boot_params/setup_data."""

E820_EXTENSION = "0x1"
"""The type of a node of *setup_data* that has more entries (``SETUP_E820_EXT``)."""


class File(NamedTuple):
    """A file of an archive."""

    path: str
    offset: int
    content: bytes

    @property
    def text(self) -> str:
        """What a field says; archives fill up files that are shorter than /sys claims."""
        return self.content.rstrip(b"\0\n ").decode("latin-1")

    @property
    def number(self) -> str:
        """The text of a field that is a number in hex. Raises `MalformedError`."""
        if not HEX.fullmatch(self.text):
            raise MalformedError(NAME, self.path, self.offset, f"{self.text[:40]!r} is no number")
        return self.text


Folder: TypeAlias = Mapping[str, File]
"""Files by name."""


def sniff(data: Data) -> bool:
    """Whether the first header has its magic."""
    return data[MAGIC_OFFSET : MAGIC_OFFSET + len(MAGIC)] == MAGIC


def decode(data: Data) -> GuestLog:
    """Decode all maps and tables in an archive.

    Raises `UnknownFormatError` if there is none, `MalformedError`, `LimitError`.
    """
    folders = dict[str, dict[str, File]]()
    tables = []
    for file in files(data):
        if acpi_table.sniff(file.content):
            tables.append(as_log(acpi_table.decode(file.content)))
        folder, _, name = file.path.rpartition("/")
        folders.setdefault(folder, {})[name] = file
    log = GuestLog(
        maps=tuple(_runtime_maps(folders)),
        e820=(*_firmware_tables(folders), *_boot_params(folders)),
    )
    log = joined((log, *tables))
    if not any(log):
        raise UnknownFormatError("no map found in this archive")
    return log


def files(data: Data) -> Iterator[File]:
    """Yield the regular files of an archive, but for large ones."""
    at = count = 0
    long_path = ""
    while any(data[at : at + BLOCK]):
        header = TAR_HEADER.parse(NAME, data, at)
        if header["magic"] != MAGIC:
            raise MalformedError(NAME, "magic", at + MAGIC_OFFSET, f"found {header['magic']!r}")
        path = long_path or "/".join(
            _words(header[key]) for key in ("prefix", "name") if any(header[key])
        )
        size = _octal(header["size"], at)
        start = at + BLOCK
        if start + size > len(data):
            raise MalformedError(NAME, path, start, f"{size} bytes, of which not all are there")
        content = bytes(data[start : start + min(size, CONTENT_LIMIT)])
        if header["typeflag"] in REGULAR and size <= CONTENT_LIMIT:
            yield File(path, start, content)
        long_path = _long_path(header["typeflag"], content)
        count += 1
        if count > FILE_LIMIT:
            raise LimitError(f"more than {FILE_LIMIT} files in an archive")
        at = start + -(-size // BLOCK) * BLOCK


def _long_path(typeflag: bytes, content: bytes) -> str:
    """Return the path that a member says the next one has, if it is of that sort."""
    if typeflag == b"L":
        return _words(content)
    found = re.search(rb"^\d+ path=([^\n]*)\n", content, re.MULTILINE)
    return _words(found[1]) if typeflag == b"x" and found else ""


def _words(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "replace")


def _octal(field: bytes, at: int) -> int:
    text = field.strip(b" \0")
    if not re.fullmatch(rb"[0-7]*", text):
        raise MalformedError(NAME, "size", at + 124, f"{text!r} is no octal number")
    return int(text or b"0", 8)


def _runtime_maps(folders: Mapping[str, Folder]) -> Iterator[MemoryMap]:
    for path, parts in _numbered(folders, DESCRIPTOR).items():
        descriptors = tuple(_descriptor(part) for part in parts)
        yield MemoryMap(runtime_map.NAME, path, descriptors, MapKind.RUNTIME_MAP)


def _descriptor(folder: Folder) -> MemoryDescriptor:
    return runtime_map.descriptor({name: folder[name].number for name in DESCRIPTOR})


def _firmware_tables(folders: Mapping[str, Folder]) -> Iterator[E820Map]:
    for path, parts in _numbered(folders, ENTRY).items():
        entries = tuple(_entry(part) for part in parts)
        yield E820Map(firmware_memmap.NAME, path, entries, firmware_memmap.SOURCE)


def _entry(folder: Folder) -> E820Entry:
    type = folder["type"]
    if type.text not in firmware_memmap.TYPES:
        raise MalformedError(NAME, type.path, type.offset, f"{type.text[:40]!r} is no type")
    fields = {"start": folder["start"].number, "end": folder["end"].number, "type": type.text}
    return firmware_memmap.entry(fields)


def _boot_params(folders: Mapping[str, Folder]) -> Iterator[E820Map]:
    nodes = _numbered(folders, NODE)
    for path, folder in folders.items():
        if {"data", "version"} <= folder.keys():
            setup_data = nodes.get(f"{path}/setup_data".lstrip("/"), ())
            more = (n["data"].content for n in setup_data if n["type"].text == E820_EXTENSION)
            yield boot_params.decode(folder["data"].content, b"".join(more))


def _numbered(folders: Mapping[str, Folder], names: tuple[str, ...]) -> dict[str, list[Folder]]:
    """Return the folders that have files of these names, in the order of their numbers.

    They are told by the path of the folder around them.
    """
    found = dict[str, dict[int, Folder]]()
    for path, folder in folders.items():
        around, _, number = path.rpartition("/")
        if NUMBER.fullmatch(number) and folder.keys() >= set(names):
            found.setdefault(around, {})[int(number)] = folder
    return {around: [parts[n] for n in sorted(parts)] for around, parts in found.items()}


FORMAT = Format(
    name=NAME,
    summary="an archive or directory of /sys: runtime-map, memmap, boot_params, ACPI",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="what the files in it lose",
    example="tar cf sys.tar /sys/firmware/efi/runtime-map; /sys/firmware/memmap itself",
)
