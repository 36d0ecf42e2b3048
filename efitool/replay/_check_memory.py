"""Memory: the e820 table, and how much of it the guest counts.

The kernel prints its table once it has sorted it, and only what stood in boot_params.
"""

from __future__ import annotations

from collections.abc import Iterable

from efitool.model.e820 import E820Entry, E820Map, E820Type, type_word
from efitool.model.memmap import PAGE, MemoryDescriptor, MemoryType
from efitool.model.ranges import PhysRange, RangeSet
from efitool.model.recording import Recording
from efitool.replay import recorded
from efitool.replay._check_point import Point
from efitool.replay.e820 import BOOT_PARAMS_ENTRIES, setup_e820
from efitool.replay.kernel_e820 import append, kernel_table, update_table
from efitool.replay.scenario import Scenario
from efitool.replay.stub import TABLE_HEADER
from efitool.replay.trace import Trace

BIOS = "BIOS-e820"

TRIMMED = RangeSet.of(PhysRange(0, PAGE), PhysRange(0xA0000, 0x100000))
"""trim_bios_range(): never counted."""


def printed(recording: Recording) -> E820Map | None:
    """Return the table that the first kernel printed as its own, None where lines are lost."""
    kernels = recording.log.kernels
    found = next((e for e in recording.log.e820 if e.source == BIOS), None)
    whole = found and kernels and not found.unread and kernels[0].line < found.lines[0]
    return found if whole else None


def last_table(recording: Recording, scenario: Scenario) -> Point:
    """Compare the table with what the stub makes of the last map."""
    name = "e820 table, by the last map"
    last, found = recorded.last_map(recording), printed(recording)
    if last is None or found is None:
        return Point.not_recorded(name, "the last map and the kernel's e820 table, both whole")
    entries = _by_stub(last.descriptors, scenario)[:BOOT_PARAMS_ENTRIES]
    return Point.of(name, map(_line, update_table(append(entries))), map(_line, found.entries))


def fate(recording: Recording, trace: Trace) -> Point:
    """Compare what the kernel's table says of memory that was unaccepted in the first map."""
    name = "unaccepted memory in the e820 table"
    found = printed(recording)
    if found is None:
        return Point.not_recorded(name, "the kernel's e820 table")
    given = given_in(trace)
    predicted = _inside(trace.final.e820, given)
    note = "the rest of the table depends on what firmware allocates until then"
    return Point.of(name, predicted, _inside(found.entries, given), note if given else "")


def lost(recording: Recording, trace: Trace) -> Point:
    """Compare how much of that the kernel's table does not have as usable."""
    name = "memory lost"
    found = printed(recording)
    if found is None:
        return Point.not_recorded(name, "the kernel's e820 table")
    given = given_in(trace)
    missing = (given.size - (given & _usable(t)).size for t in (trace.final.e820, found.entries))
    one, other = (f"{size >> 10} KiB" for size in missing)
    return Point.of(name, [one], [other])


def counted(recording: Recording, scenario: Scenario, trace: Trace) -> Point:
    """Compare all memory that the kernel counts, the second number of its ``Memory:`` line."""
    name = "memory that the kernel counts"
    last, found = recorded.last_map(recording), printed(recording)
    told = recording.log.memory
    if last is None or found is None or not told:
        return Point.not_recorded(
            name, "the last map, the kernel's e820 table and its Memory: line"
        )
    entries = kernel_table(
        _by_stub(last.descriptors, scenario),
        last.descriptors,
        add_efi_memmap=scenario.add_efi_memmap,
        soft_reserve=scenario.soft_reserve,
        removes_mmio=scenario.kernel.removes_mmio,
    )
    own = _unaccepted_table(recording, trace)
    if own is None:
        return Point.not_predicted(name, "the size of the unaccepted table is not told")
    memory = _usable(entries) - TRIMMED | own
    noted = told[0].text.partition("/")[2].partition("K ")[0]
    return Point.of(name, [f"{memory.size >> 10} KiB"], [f"{noted} KiB"])


def given_in(trace: Trace) -> RangeSet:
    """Return what firmware gave as unaccepted at first."""
    return RangeSet(d.range for d in trace.before if d.type == MemoryType.UNACCEPTED)


def _by_stub(descriptors: Iterable[MemoryDescriptor], scenario: Scenario) -> tuple[E820Entry, ...]:
    return setup_e820(
        descriptors,
        handles_unaccepted=scenario.kernel.handles_unaccepted,
        soft_reserve=scenario.soft_reserve,
    )


def _unaccepted_table(recording: Recording, trace: Trace) -> RangeSet | None:
    """Return the pages of the table, which are memory whatever map and e820 table say.

    None where there is one of unknown size.
    Linux v6.12, drivers/firmware/efi/efi.c, reserve_unaccepted().
    """
    told = [dict(t.addresses) for t in recording.log.tables[:1]]
    if not told or "Unaccepted" not in told[0]:
        return RangeSet()
    if trace.final.table is None:
        return None
    start = told[0]["Unaccepted"]
    size = TABLE_HEADER + len(trace.final.table.bits) // 8
    return RangeSet.of(PhysRange.sized(start, size).grow_to(PAGE))


def _usable(entries: Iterable[E820Entry]) -> RangeSet:
    return RangeSet(e.range for e in entries if e.type == E820Type.USABLE)


def _inside(entries: Iterable[E820Entry], given: RangeSet) -> list[str]:
    """Return a table's lines of some addresses, by type and not by entry."""
    by_type: dict[int, list[PhysRange]] = {}
    for entry in entries:
        by_type.setdefault(entry.type, []).append(entry.range)
    lines = [(r, type_word(t)) for t, ranges in by_type.items() for r in RangeSet(ranges) & given]
    return [f"{r} {word}" for r, word in sorted(lines)]


def _line(entry: E820Entry) -> str:
    return f"{entry.range} {type_word(entry.type)}"
