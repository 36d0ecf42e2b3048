"""A list of hand-off blocks: what a TDX guest's firmware is told of memory, and PEI tells DXE.

Resources have types of their own: unaccepted memory is *EFI_RESOURCE_MEMORY_UNACCEPTED*, and no
map of EFI exists yet. Memory that is allocated, and firmware volumes, lie inside of resources.

Reference: PI 1.8, III-5; edk2 202405, MdePkg/Include/Pi/PiHob.h; QEMU 9.2, hw/i386/tdvf-hob.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.errors import LimitError, MalformedError
from efitool.formats._base import Format, Kind
from efitool.formats._layout import Layout
from efitool.formats._memory_layouts import (
    EFI_HOB_FIRMWARE_VOLUME,
    EFI_HOB_GENERIC_HEADER,
    EFI_HOB_HANDOFF_INFO_TABLE,
    EFI_HOB_MEMORY_ALLOCATION,
    EFI_HOB_RESOURCE_DESCRIPTOR,
)
from efitool.model.guest_log import GuestLog
from efitool.model.image import Data
from efitool.model.memmap import type_name
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

NAME = "td-hob"

HANDOFF, ALLOCATION, RESOURCE, VOLUMES, END = 1, 2, 3, (5, 9, 12), 0xFFFF
"""*EFI_HOB_TYPE_…*; of volumes there are three editions."""

VERSION = 9
"""*EFI_HOB_HANDOFF_TABLE_VERSION*, in all editions of PI."""

BLOCK_LIMIT = 1 << 16
"""Blocks of a list. A VMM has room for 169 in its 8 KiB, PEI hands on some hundred."""

RESOURCES = (
    "SYSTEM_MEMORY",
    "MEMORY_MAPPED_IO",
    "IO",
    "FIRMWARE_DEVICE",
    "MEMORY_MAPPED_IO_PORT",
    "MEMORY_RESERVED",
    "IO_RESERVED",
    "MEMORY_UNACCEPTED",
)
"""``EFI_RESOURCE_TYPE``, without its prefix."""


def sniff(data: Data) -> bool:
    """Whether it begins with the hand-off table."""
    if len(data) < EFI_HOB_HANDOFF_INFO_TABLE.size:
        return False
    table = EFI_HOB_HANDOFF_INFO_TABLE.parse(NAME, data, 0)
    found = tuple(table[name] for name in ("HobType", "HobLength", "Reserved", "Version"))
    return found == (HANDOFF, EFI_HOB_HANDOFF_INFO_TABLE.size, 0, VERSION)


def decode(data: Data) -> GuestLog:
    """Decode a list up to its end: resources, allocations and volumes, each in its order.

    Raises `MalformedError`, `LimitError`.
    """
    resources, allocations, volumes = [], [], []
    for type, at, end in _blocks(data):
        if type == RESOURCE:
            block = _fields(EFI_HOB_RESOURCE_DESCRIPTOR, data, at, end)
            name = resource_name(block["ResourceType"])
            resources.append(_named(block["PhysicalStart"], block["ResourceLength"], name))
        elif type == ALLOCATION:
            block = _fields(EFI_HOB_MEMORY_ALLOCATION, data, at, end)
            name = type_name(block["MemoryType"])
            allocations.append(_named(block["MemoryBaseAddress"], block["MemoryLength"], name))
        elif type in VOLUMES:
            block = _fields(EFI_HOB_FIRMWARE_VOLUME, data, at, end)
            volumes.append(_named(block["BaseAddress"], block["Length"], "firmware volume"))
    found = {"resources": resources, "allocations": allocations, "firmware volumes": volumes}
    lists = tuple(
        RangeList(NAME, label, tuple(ranges)) for label, ranges in found.items() if ranges
    )
    if not lists:
        raise MalformedError(NAME, "HobType", 0, "no block tells of memory")
    return GuestLog(ranges=lists)


def resource_name(type: int) -> str:
    """Return PI's name of a type of resources, or its number in hex."""
    return f"EFI_RESOURCE_{RESOURCES[type]}" if type < len(RESOURCES) else f"resource {type:#x}"


def _blocks(data: Data) -> Iterator[tuple[int, int, int]]:
    """Yield type, offset and end of each block before the last. Raises what `decode` does."""
    if not sniff(data):
        raise MalformedError(NAME, "HobType", 0, "the first block is no hand-off table")
    at = 0
    for _ in range(BLOCK_LIMIT):
        header = EFI_HOB_GENERIC_HEADER.parse(NAME, data, at)
        type, end = header["HobType"], at + header["HobLength"]
        if header["HobLength"] < EFI_HOB_GENERIC_HEADER.size or end > len(data):
            problem = f"found {header['HobLength']}, {len(data) - at} bytes are left"
            raise MalformedError(NAME, "HobLength", at + 2, problem)
        if type == END:
            return
        yield type, at, end
        at = end
    raise LimitError(f"more than {BLOCK_LIMIT} hand-off blocks")


def _fields(layout: Layout, data: Data, at: int, end: int) -> dict[str, int]:
    if end - at < layout.size:
        problem = f"found {end - at}, expected at least {layout.size}"
        raise MalformedError(NAME, "HobLength", at + 2, problem)
    return layout.parse(NAME, data, at)


def _named(start: int, size: int, name: str) -> NamedRange:
    return NamedRange(PhysRange.sized(start, size), name)


FORMAT = Format(
    name=NAME,
    summary="hand-off blocks (HOBs): what a TDX guest's firmware is told of memory",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="EFI types but of allocations, attributes, and what was accepted since",
    example="a dump of a guest's memory at the TD HOB, 0x809000 in OVMF",
)
