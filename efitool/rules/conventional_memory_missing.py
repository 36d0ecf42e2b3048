"""There is memory for an operating system.

A map without conventional memory, or with less than 64 MiB of what is free after ExitBootServices()
and of what can be accepted, boots nothing: it was cut, or is no map. Text may be quoted in part:
`map-excerpt` is about it.

Passes: 128 MiB, most of which boot services use. Fails: reserved ranges alone.

Reference: UEFI 2.10, 7.2.1, EfiConventionalMemory.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryMap, MemoryType
from efitool.rules._base import MapRule
from efitool.rules._memory import FREE

USABLE = FREE | {MemoryType.UNACCEPTED}

LEAST = 64 << 20
"""Bytes that kernels of today need to start, with an initrd."""


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Say what is missing of a map that is no text."""
    if not (map.lines or map.unread):
        yield from ((None, problem) for problem in lacking(map))


def lacking(map: MemoryMap) -> Iterator[str]:
    """Add up what is free, now or later, and say if it is too little."""
    size = sum(d.size for d in map.descriptors if d.type in USABLE)
    if not any(d.type == MemoryType.CONVENTIONAL for d in map.descriptors):
        yield "it has no conventional memory"
    elif size < LEAST:
        yield f"it has {size >> 10} KiB for an operating system"


RULE = MapRule(
    "conventional-memory-missing",
    Severity.ERROR,
    check,
    "make sure that the map is whole; give the guest more memory",
)
