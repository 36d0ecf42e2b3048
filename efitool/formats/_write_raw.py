"""The buffer that GetMemoryMap() fills; see `memmap_raw`."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

from efitool.formats._memory_layouts import EFI_MEMORY_DESCRIPTOR
from efitool.model.memmap import MemoryMap

STRIDE = 48
"""Bytes of a descriptor of edk2's, where the map does not say."""


def write(map: MemoryMap) -> bytes:
    """Build the descriptors, with zeros where the map does not tell a field."""
    size = EFI_MEMORY_DESCRIPTOR.size
    stride = max(map.descriptor_size or STRIDE, size)
    pack = Struct(f"{EFI_MEMORY_DESCRIPTOR.format}{stride - size}x").pack
    return b"".join(
        pack(type, start, virtual_start or 0, pages, attributes or 0)
        for type, start, virtual_start, pages, attributes in map.descriptors
    )


def lost(map: MemoryMap) -> Iterator[str]:
    """Say what a buffer does not tell."""
    if map.descriptor_version not in (None, 1):
        yield f"the version of its descriptors, {map.descriptor_version}"
    if any(d.attributes is None for d in map.descriptors):
        yield "that attributes are unknown: they are 0"
