"""The regions of one type of firmware's map: a hundred thousand, and asked for more than once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import le, lt

from efitool.model.memmap import PAGE, Descriptors, MemoryDescriptor, MemoryType


class Regions:
    """Starts and ends of each descriptor of a type, in their order; nothing is merged.

    Two lists of numbers: an object for each region costs more than all that is done with it.
    """

    def __init__(self, descriptors: Sequence[MemoryDescriptor], type: MemoryType) -> None:
        rows = descriptors.rows if isinstance(descriptors, Descriptors) else descriptors
        wanted = int(type)
        self.starts: list[int] = []
        self.ends: list[int] = []
        for kind, start, _, pages, _ in rows:
            if kind == wanted:
                self.starts.append(start)
                self.ends.append(start + pages * PAGE)

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.ends, strict=True)

    def below(self, end: int) -> Regions | list[tuple[int, int]]:
        """Return the regions without what lies at an address and above, where there is none."""
        if max(self.ends, default=0) <= end:
            return self
        return [(start, min(last, end)) for start, last in self]

    @cached_property
    def in_order(self) -> bool:
        """Whether none is empty, and each begins where the one before has ended, or behind."""
        behind = iter(self.starts)
        next(behind, None)
        return all(map(lt, self.starts, self.ends)) and all(map(le, self.ends, behind))
