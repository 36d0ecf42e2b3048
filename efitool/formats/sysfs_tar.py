"""An archive of what Linux tells in /sys: a folder for each descriptor, a file for each field.

::

    efi/runtime-map/0/phys_addr     firmware/memmap/0/start     boot_params/data

and of ACPI's tables, which are files (``firmware/acpi/tables/SRAT``).
It does not matter where in the archive they are, nor whether it is of GNU's sort or POSIX's. A
directory that is given in place of a file is read as the archive of it.

Reference: Linux v6.12, Documentation/ABI/testing,
sysfs-firmware-efi-runtime-map, sysfs-firmware-memmap, sysfs-kernel-boot_params.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from efitool.errors import MalformedError, UnknownFormatError
from efitool.formats import acpi_table, boot_params, firmware_memmap, runtime_map
from efitool.formats._base import Format, Kind
from efitool.formats._tar import File, files, is_tar
from efitool.model.artifact import as_log
from efitool.model.e820 import E820Entry, E820Map
from efitool.model.guest_log import GuestLog, joined
from efitool.model.image import Data
from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap

NAME = "sysfs-tar"
NUMBER = re.compile(r"\d{1,9}")
HEX = re.compile(r"0x[0-9a-f]{1,16}")

DESCRIPTOR = ("type", "phys_addr", "virt_addr", "num_pages", "attribute")
ENTRY = ("start", "end", "type")
NODE = ("type", "data")
"""The files of a folder in runtime-map, in memmap, in boot_params/setup_data."""

E820_EXTENSION = "0x1"
"""The type of a node of *setup_data* that has more entries (``SETUP_E820_EXT``)."""

Folder: TypeAlias = Mapping[str, File]
"""Files by name."""


def sniff(data: Data) -> bool:
    """Whether the first header has its magic."""
    return is_tar(data)


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


def _runtime_maps(folders: Mapping[str, Folder]) -> Iterator[MemoryMap]:
    for path, parts in _numbered(folders, DESCRIPTOR).items():
        descriptors = tuple(_descriptor(part) for part in parts)
        yield MemoryMap(runtime_map.NAME, path, descriptors, MapKind.RUNTIME_MAP)


def _descriptor(folder: Folder) -> MemoryDescriptor:
    return runtime_map.descriptor({name: _number(folder[name]) for name in DESCRIPTOR})


def _number(field: File) -> str:
    """Return the text of a field that is a number in hex. Raises `MalformedError`."""
    if not HEX.fullmatch(field.text):
        raise MalformedError(NAME, field.path, field.offset, f"{field.text[:40]!r} is no number")
    return field.text


def _firmware_tables(folders: Mapping[str, Folder]) -> Iterator[E820Map]:
    for path, parts in _numbered(folders, ENTRY).items():
        entries = tuple(_entry(part) for part in parts)
        yield E820Map(firmware_memmap.NAME, path, entries, firmware_memmap.SOURCE)


def _entry(folder: Folder) -> E820Entry:
    type = folder["type"]
    if type.text not in firmware_memmap.TYPES:
        raise MalformedError(NAME, type.path, type.offset, f"{type.text[:40]!r} is no type")
    fields = {"start": _number(folder["start"]), "end": _number(folder["end"]), "type": type.text}
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
