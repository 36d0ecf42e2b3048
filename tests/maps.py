"""Descriptors and maps of which a test says only what it is about."""

from __future__ import annotations

from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap

RUNTIME = 1 << 63


def descriptor(
    type: int = 7,
    attributes: int | None = 0xF,
    *,
    start: int = 0x1000,
    pages: int = 1,
    virtual_start: int | None = 0,
) -> MemoryDescriptor:
    """Return a page of conventional memory that can be cached in all ways."""
    return MemoryDescriptor(type, start, virtual_start, pages, attributes)


def memory_map(*descriptors: MemoryDescriptor) -> MemoryMap:
    """Return the map that GetMemoryMap() returned."""
    return MemoryMap("memmap-raw", "GetMemoryMap", descriptors)


def unaccepted(*ranges: tuple[int, int]) -> MemoryMap:
    """Return a map of unaccepted ranges: start and bytes of each."""
    return memory_map(*(descriptor(15, start=s, pages=size >> 12) for s, size in ranges))


def attributes_table(*entries: MemoryDescriptor) -> MemoryMap:
    """Return a memory attributes table."""
    return memory_map(*entries)._replace(label="table", kind=MapKind.ATTRIBUTES_TABLE)
