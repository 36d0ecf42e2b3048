"""The e820 table after boot_params: what Linux makes of it before it counts its memory.

Linux v6.12, arch/x86/platform/efi/efi.c and arch/x86/kernel/e820.c.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from efitool.model.e820 import E820Entry, E820Type
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor, MemoryType
from efitool.model.ranges import PhysRange
from efitool.replay.e820 import ORDINARY, TYPES, U64

LARGE_MMIO = 256 << 10
"""MMIO of this size and more is taken out of the table, since Linux 6.2: efi_remove_e820_mmio()."""

UNMERGED = frozenset({E820Type.PRAM, E820Type.SOFT_RESERVED})
"""Types whose neighbours stay apart: e820_nomerge()."""


def kernel_table(
    table: Iterable[E820Entry],
    descriptors: Sequence[MemoryDescriptor],
    *,
    add_efi_memmap: bool,
    soft_reserve: bool,
    removes_mmio: bool = True,
) -> tuple[E820Entry, ...]:
    """Return the table by which the kernel counts its memory, from that of boot_params.

    Firmware's map is taken in once more with ``add_efi_memmap``, and where memory is set aside
    for EFI_MEMORY_SP: efi_memblock_x86_reserve_range(). The importer does not know unaccepted
    memory: it all becomes reserved.
    """
    entries = update_table(append(table))
    if add_efi_memmap or (soft_reserve and do_efi_soft_reserve(descriptors)):
        imported = do_add_efi_memmap(descriptors, soft_reserve=soft_reserve)
        entries = update_table((*entries, *imported))
    return remove_mmio(entries, descriptors) if removes_mmio else entries


def do_efi_soft_reserve(descriptors: Iterable[MemoryDescriptor]) -> bool:
    """Tell whether conventional memory is for a special purpose; no other type counts."""
    special = int(MemoryAttribute.SP)
    return any(
        type == MemoryType.CONVENTIONAL and attributes and attributes & special
        for type, _, _, _, attributes in descriptors
    )


def append(table: Iterable[E820Entry]) -> tuple[E820Entry, ...]:
    """append_e820_table(): an entry that wraps ends the table, but for one without a size."""
    return tuple(takewhile(lambda e: e.end <= U64 + 1, table))


def do_add_efi_memmap(
    descriptors: Iterable[MemoryDescriptor], *, soft_reserve: bool
) -> tuple[E820Entry, ...]:
    """Give every descriptor a type, also unaccepted memory; what is free must be write-back."""
    entries = []
    for d in descriptors:
        type = E820Type.RESERVED
        if d.type in ORDINARY:
            if soft_reserve and (d.attributes or 0) & MemoryAttribute.SP:
                type = E820Type.SOFT_RESERVED
            elif (d.attributes or 0) & MemoryAttribute.WB:
                type = E820Type.USABLE
        elif d.type in TYPES:
            type = TYPES[MemoryType(d.type)]
        entries.append(E820Entry(d.start, d.start + (d.size & U64), type))
    return tuple(entries)


def update_table(table: Iterable[E820Entry]) -> tuple[E820Entry, ...]:
    """e820__update_table(): in order, without overlaps; the greatest type wins.

    A single entry is left alone, and so is a table with one that wraps.
    """
    entries = tuple(table)
    if len(entries) < 2 or any(e.end & U64 < e.start for e in entries):
        return entries
    if all(a.end < b.start for a, b in pairwise(entries)):
        return tuple(e for e in entries if e.end > e.start)
    points = sorted(
        (address, at_end, e.type)
        for e in entries
        if e.end > e.start
        for address, at_end in ((e.start, False), (e.end, True))
    )
    merged: list[E820Entry] = []
    open: Counter[int] = Counter()
    last_type = last_start = 0
    for address, at_end, kind in points:
        open[kind] += -1 if at_end else 1
        type = max((t for t, count in open.items() if count), default=0)
        if type != last_type or type in UNMERGED:
            if last_type and address > last_start:
                merged.append(E820Entry(last_start, address, last_type))
            last_type, last_start = type, address
    return tuple(merged)


def remove_mmio(
    table: Iterable[E820Entry], descriptors: Iterable[MemoryDescriptor]
) -> tuple[E820Entry, ...]:
    """Take large MMIO out of reserved entries; what remains behind it goes last.

    Entries that still overlap, in a table that wraps, count by where they start.
    """
    holes = [d.range for d in descriptors if d.type == MemoryType.MMIO]
    kept = list(table)
    order = sorted((e.start, n) for n, e in enumerate(kept) if e.type == E820Type.RESERVED)
    for hole in holes:
        if hole.size >= LARGE_MMIO and hole.end <= U64 + 1:
            _range_remove(kept, order, hole)
    return tuple(e for e in kept if e.end > e.start)


def _range_remove(table: list[E820Entry], order: list[tuple[int, int]], hole: PhysRange) -> None:
    """Do what e820__range_remove() does; ``order`` has the reserved entries by their starts."""
    at = bisect_left(order, (hole.end, 0))
    while at and table[order[at - 1][1]].end > hole.start:
        at -= 1
        n = order[at][1]
        entry = table[n]
        if entry.start < hole.start:
            table[n] = entry._replace(end=hole.start)
            if hole.end < entry.end:
                order.insert(at + 1, (hole.end, len(table)))
                table.append(entry._replace(start=hole.end))
        else:
            start = min(hole.end, entry.end)
            table[n] = entry._replace(start=start)
            order[at] = (start, n)
