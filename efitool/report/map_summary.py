"""What a memory map amounts to."""

from __future__ import annotations

from typing import NamedTuple

from efitool.model.memmap import MemoryMap, MemoryType, type_name
from efitool.model.ranges import RangeSet

NO_MEMORY = {
    MemoryType.RESERVED,
    MemoryType.UNUSABLE,
    MemoryType.MMIO,
    MemoryType.MMIO_PORT_SPACE,
}
"""What the EFI shell leaves out of its ``Total Memory``, which unaccepted memory is part of."""


class MapSummary(NamedTuple):
    """Bytes by type, in the order of types, and which memory is unaccepted."""

    by_type: dict[int, int]
    unaccepted: RangeSet

    @property
    def total(self) -> int:
        """Bytes of all descriptors."""
        return sum(self.by_type.values())

    @property
    def memory(self) -> int:
        """Bytes of those that are memory: the shell's total."""
        return sum(size for type, size in self.by_type.items() if type not in NO_MEMORY)

    @property
    def named(self) -> dict[str, int]:
        """Bytes by the specification's names."""
        return {type_name(type): size for type, size in self.by_type.items()}


def summarize(map: MemoryMap) -> MapSummary:
    """Add up the descriptors; those that overlap count as often as they stand there."""
    sizes: dict[int, int] = {}
    for descriptor in map.descriptors:
        sizes[descriptor.type] = sizes.get(descriptor.type, 0) + descriptor.size
    return MapSummary(dict(sorted(sizes.items())), map.unaccepted)
