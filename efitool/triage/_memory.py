"""The memory of a guest: what firmware had, and what the kernel made of it."""

from __future__ import annotations

from efitool.model.e820 import E820Map, E820Type
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MapKind, MemoryMap, MemoryType
from efitool.model.ranges import RangeSet
from efitool.model.recording import Recording
from efitool.model.triage import Origin
from efitool.replay import recorded
from efitool.replay.check import Verdict
from efitool.replay.scenario import Path
from efitool.triage.case import Case

Logs = tuple[tuple[str, GuestLog], ...]

MAPS_OF_LOADERS = {"grub-lsefimmap": Path.GRUB, "xen-efi": Path.XEN}
TABLES_OF_LOADERS = ("grub-lsmmap", "xen-e820")
KERNELS_OWN = "dmesg-e820"

COUNTED = "memory that the kernel counts"
"""The point of a comparison that the ``Memory:`` line tells."""


def with_map(case: Case, told: Logs) -> Case:
    """Add firmware's map: as a kernel printed it, else as a file has it, else as a loader did.

    ``told`` is all that is no image, in the order of who is believed.
    """
    for path, log in case.logs:
        printed = recorded.kernel_map(Recording(path, log)) if log.kernels else None
        if printed and printed.descriptors:
            return case._replace(map=printed, map_origin=_line_of(path, printed))
    held = [
        (path, m)
        for path, log in told
        for m in log.maps
        if m.kind is MapKind.MEMORY_MAP and m.descriptors
    ]
    if not held:
        return case
    path, chosen = max(enumerate(held), key=lambda n: (not n[1][1].lines, n[0]))[1]
    by = MAPS_OF_LOADERS.get(chosen.format)
    return case._replace(map=chosen, map_origin=_line_of(path, chosen), booted_by=by)


def _line_of(path: str, map: MemoryMap) -> Origin:
    """Return where the first unaccepted region stands, else where the map begins."""
    types = (n for n, d in enumerate(map.descriptors) if d.type == MemoryType.UNACCEPTED)
    n = next(types, 0)
    if map.lines:
        return Origin(path, map.lines[n])
    return Origin(path, text=f"descriptor {n}: {map.descriptors[n].range}")


def with_table(case: Case) -> Case:
    """Add what a kernel made of the map; of one boot, the first copy without damage."""
    own: dict[str, E820Map] = {}
    for path, log in case.logs:
        for e in log.e820:
            known = own.get(e.source)
            if e.format == KERNELS_OWN and (known is None or (known.unread and not e.unread)):
                own[e.source] = e
        if own:
            return _tables(case, path, tuple(own.values()))
    for path, log in case.logs:
        loader = tuple(e for e in log.e820 if e.format in TABLES_OF_LOADERS)
        if loader and case.booted_by and case.map_origin and path == case.map_origin.path:
            return _tables(case, path, loader[:1])
    return case


def with_counted(case: Case) -> Case:
    """Add the table that a log does not show, where a replay has it and the kernel's count agrees.

    What is reserved after the first table was printed is in the ``Memory:`` line all the same.
    """
    if case.predicted is None or not case.memory or not case.e820:
        return case
    counted = any(p.name == COUNTED and p.verdict is Verdict.AGREES for p in case.predicted.points)
    if not counted or case.predicted.result.lost <= (case.lost or 0):
        return case
    table = E820Map("replay", "replayed", case.predicted.table, "replayed")
    case = case._replace(e820=(*case.e820, table))
    return case._replace(usable=usable(case), lost=lost(case))


def _tables(case: Case, path: str, tables: tuple[E820Map, ...]) -> Case:
    lines = tables[-1].lines
    return case._replace(e820=tables, e820_origin=Origin(path, lines[0] if lines else None))


def _usable_ranges(case: Case) -> RangeSet:
    return RangeSet(e.range for e in case.e820[-1].entries if e.type == E820Type.USABLE)


def usable(case: Case) -> int | None:
    """Return the bytes of memory that the kernel counts as its own."""
    if case.e820 and not case.e820[-1].unread:
        return _usable_ranges(case).size
    if case.memory:
        return int(case.memory[0].text.partition("/")[2].partition("K ")[0]) << 10
    total = case.meminfo.kib.get("MemTotal") if case.meminfo else None
    return None if total is None else total << 10


def lost(case: Case) -> int | None:
    """Return what of the unaccepted memory is not usable; None where a table is missing."""
    if case.map is None or not case.e820 or case.e820[-1].unread:
        return None
    return (case.map.unaccepted - _usable_ranges(case)).size
