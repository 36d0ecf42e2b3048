"""EFI_MEMORY_MORE_RELIABLE sets some memory apart.

It says that memory is more reliable than other memory. On all of it, it says nothing, and Linux has
no other memory to use for what may fail (kernelcore=mirror).

Passes: on some of it. Fails: on all memory.

Reference: UEFI 2.10, 7.2.3, EFI_MEMORY_MORE_RELIABLE.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryAttribute, MemoryMap
from efitool.rules._base import MapRule
from efitool.rules._memory import MEMORY

MORE_RELIABLE = MemoryAttribute.MORE_RELIABLE.value


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Look for any memory without the attribute."""
    memory = [d.attributes for d in map.descriptors if d.type in MEMORY]
    if memory and all(attributes and attributes & MORE_RELIABLE for attributes in memory):
        yield None, "all of its memory is more reliable than the rest"


RULE = MapRule(
    "more-reliable-everywhere",
    Severity.NOTE,
    check,
    "set it on what is mirrored, or on nothing",
)
