"""Firmware's tables and the kernel's view of memory, read out of a guest's memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from efitool.errors import InputError, LimitError
from efitool.formats import (
    _system_table,
    boot_memmap,
    boot_params,
    memmap_raw,
    memory_attributes_table,
    unaccepted_table,
)
from efitool.formats._dump_layouts import ACPI_RSDP
from efitool.formats._guest_search import Landmarks
from efitool.formats._layout import Layout
from efitool.formats._memory_layouts import (
    BOOT_PARAMS_EFI_INFO,
    EFI_BOOT_MEMMAP,
    EFI_MEMORY_ATTRIBUTES_TABLE,
    EFI_UNACCEPTED_MEMORY,
)
from efitool.formats._setup_data import more_e820
from efitool.model.e820 import E820Map
from efitool.model.guest_log import GuestLog
from efitool.model.guest_memory import ConfigurationTable, GuestMemory, Landmark
from efitool.model.image import Data
from efitool.model.memmap import PAGE, MemoryMap, MemoryType
from efitool.model.unaccepted import UnacceptedTable

BOOT_MEMMAP = UUID("800f683f-d08b-423a-a293-965c3c6fe2b4")
UNACCEPTED = UUID("d5d1de3c-105c-44f9-9ea9-bcef98120031")
ATTRIBUTES = UUID("dcfa911d-26eb-469f-a220-38b7dc461220")
ACPI = UUID("8868e871-e4f1-11d3-bc22-0080c73c8881")

MAP_LIMIT = 16 << 20
"""Bytes of a map: three hundred thousand descriptors."""

T = TypeVar("T")


class GuestTables:
    """All that is read, where it was found, and what makes no sense."""

    def __init__(self, memory: GuestMemory, found: Landmarks) -> None:
        self.landmarks: list[Landmark] = []
        self.troubles: list[str] = []
        self._memory = memory
        # A loader's page and what it fills are lower, or have been written over.
        params = found.boot_params[-1] if found.boot_params else None
        info = self._boot_params(params) if params is not None else {}
        e820 = self._tried("e820 table", params, self._e820)
        given = self._given_map(info)
        self.configuration = self._configuration(found.system_tables, info, given)
        address = {entry.guid: entry.address for entry in reversed(self.configuration)}
        left = self._tried("memory map", address.get(BOOT_MEMMAP), self._left_map)
        attributes = self._tried(
            "memory attributes table", address.get(ATTRIBUTES), self._attributes
        )
        unaccepted = self._tried("unaccepted table", address.get(UNACCEPTED), self._unaccepted)
        self._rsdp(address.get(ACPI))
        same = left and given and left.descriptors == given.descriptors
        maps = (left, None if same else given, attributes)
        self.log = GuestLog(
            maps=tuple(map for map in maps if map),
            e820=(e820,) if e820 else (),
            unaccepted_tables=(unaccepted,) if unaccepted else (),
        )

    def _tried(self, name: str, address: int | None, read: Callable[[int], T]) -> T | None:
        """Read what is at an address; if it makes no sense, say so."""
        if address is None:
            return None
        try:
            return read(address)
        except (InputError, LimitError) as e:
            self.troubles.append(f"the {name} at {address:#x} makes no sense: {e}")
            return None

    def _mark(self, name: str, address: int, text: str = "") -> None:
        self.landmarks.append(Landmark(name, address, text))

    def _boot_params(self, address: int) -> dict[str, Any]:
        page = self._memory.read(address, PAGE)
        info = BOOT_PARAMS_EFI_INFO.parse(boot_params.NAME, page, boot_params.EFI_INFO)
        self._mark("boot_params", address, boot_params.SIGNATURES[info["efi_loader_signature"]])
        return info

    def _e820(self, address: int) -> E820Map:
        page = self._memory.read(address, PAGE)
        info = BOOT_PARAMS_EFI_INFO.parse(boot_params.NAME, page, boot_params.EFI_INFO)
        map = boot_params.decode(page, more_e820(self._memory, info["setup_data"]))
        return map._replace(label=f"at {address:#x}, {map.label}")

    def _given_map(self, info: dict[str, Any]) -> MemoryMap | None:
        """Return the map whose address the kernel was told."""
        if not info:
            return None
        address = info["efi_memmap_hi"] << 32 | info["efi_memmap"]
        size = min(info["efi_memmap_size"], MAP_LIMIT)
        return self._tried(
            "memory map", address, partial(self._map, info["efi_memdesc_size"], size)
        )

    def _map(self, stride: int, size: int, address: int) -> MemoryMap:
        data = self._read(address, size)
        map = memmap_raw.decode(data, descriptor_size=stride)
        if not memmap_raw.sniff(data[: stride * 2]) and not memmap_raw.sniff(data):
            raise InputError("it was written over")
        self._mark("memory map", address, f"{len(map.descriptors)} descriptors")
        return map._replace(label=f"at {address:#x}")

    def _left_map(self, address: int) -> MemoryMap:
        """Return the map that the stub left in a table."""
        head = self._header(EFI_BOOT_MEMMAP, address)
        start, size = address + EFI_BOOT_MEMMAP.size, head["map_size"]
        if head["desc_ver"] != boot_memmap.VERSION or not 0 < size <= MAP_LIMIT:
            raise InputError("it was written over")
        known = any(mark.address == start for mark in self.landmarks)
        map = self._map(head["desc_size"], size, start)
        if known:
            self.landmarks.pop()
        return map._replace(descriptor_version=head["desc_ver"])

    def _configuration(
        self, addresses: list[int], info: dict[str, Any], given: MemoryMap | None
    ) -> tuple[ConfigurationTable, ...]:
        """Read the table that the kernel was told of, else the one that was found."""
        told = info["efi_systab_hi"] << 32 | info["efi_systab"] if info else 0
        places = [told, *reversed(addresses)] if told else list(reversed(addresses))
        tables = (_system_table.at(self._memory, place) for place in places)
        table = next((t for t in tables if t), None)
        if table is None:
            if told:
                self.troubles.append(f"the EFI system table at {told:#x} is not in the dump")
            return ()
        whole = _system_table.is_whole(self._memory, table.address)
        check = "CRC32 right" if whole else "CRC32 wrong"
        self._mark("EFI system table", table.address, f"UEFI {table.version}, {check}")
        types = MemoryType.RUNTIME_SERVICES_DATA
        runtime = [d.range for d in given.descriptors if d.type == types] if given else []
        at, entries = _system_table.configuration(self._memory, table, runtime)
        if entries:
            self._mark("configuration tables", at, f"{len(entries)} tables")
        else:
            self.troubles.append(
                f"the {table.entries} configuration tables, at {table.pointer:#x} for firmware,"
                " are not found"
            )
        return entries

    def _attributes(self, address: int) -> MemoryMap:
        head = self._header(EFI_MEMORY_ATTRIBUTES_TABLE, address)
        size = head["NumberOfEntries"] * head["DescriptorSize"]
        if size > MAP_LIMIT:
            raise InputError(f"{size} bytes of entries")
        data = self._read(address, EFI_MEMORY_ATTRIBUTES_TABLE.size + size)
        map = memory_attributes_table.decode(data)
        self._mark("memory attributes table", address, f"{len(map.descriptors)} entries")
        return map._replace(label=f"at {address:#x}, {map.label}")

    def _unaccepted(self, address: int) -> UnacceptedTable:
        head = self._header(EFI_UNACCEPTED_MEMORY, address)
        size = min(head["size"], unaccepted_table.BITMAP_LIMIT + 1)
        table = unaccepted_table.decode(
            self._memory.read(address, EFI_UNACCEPTED_MEMORY.size + size)
        )
        self._mark("unaccepted table", address, f"{len(table.bitmap)} bytes of bitmap")
        return table

    def _rsdp(self, address: int | None) -> None:
        data = self._memory.read(address, ACPI_RSDP.size) if address is not None else b""
        if len(data) == ACPI_RSDP.size and data[:8] == b"RSD PTR ":
            tables = ACPI_RSDP.parse("RSDP", data, 0)["XsdtAddress"]
            self._mark("ACPI RSDP", address or 0, f"XSDT at {tables:#x}")

    def _header(self, layout: Layout, address: int) -> dict[str, Any]:
        return layout.parse("table", self._read(address, layout.size), 0)

    def _read(self, address: int, size: int) -> Data:
        data = self._memory.read(address, size)
        if len(data) < size:
            raise InputError(f"of {size} bytes, {len(data)} are in the dump")
        return data
