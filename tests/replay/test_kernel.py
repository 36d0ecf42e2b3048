"""Linux after its entry, against a recording of one that logs what it accepts."""

from __future__ import annotations

import pathlib

import efitool
from efitool.model.e820 import E820Type
from efitool.model.memmap import MemoryMap, MemoryType
from efitool.model.ranges import PhysRange
from efitool.model.unaccepted import UnacceptedTable
from efitool.replay.events import Actor
from efitool.replay.scenario import Path, Platform, Usage
from tests.guests import KERNEL, MIB, accepted, guest, memory, parked, played
from tests.maps import memory_map

SMALL_RANGES = (
    pathlib.Path(__file__).parents[2] / "samples" / "recordings" / "linux-6.12-small-ranges"
)


def test_recorded_acceptances() -> None:
    map = efitool.read(SMALL_RANGES / "map-at-exit.bin")
    assert isinstance(map, MemoryMap)
    trace = played(map, usage=Usage(dma32=99))
    lines = (SMALL_RANGES / "accept-sequence.tsv").read_text().splitlines()[1:]
    recorded = [tuple(line.split("\t")[1:4]) for line in lines]
    replayed = [
        ("stub" if actor is Actor.STUB else "boot", f"{start:#x}", f"{end:#x}")
        for actor in (Actor.STUB, Actor.KERNEL)
        for start, end in accepted(trace, actor)
    ]
    assert replayed == recorded
    table = efitool.read(SMALL_RANGES / "unaccepted-table-booted.bin")
    assert trace.final.table
    assert trace.final.table.table() == table


def test_memblock_takes_from_the_top_before_the_page_allocator_is_up() -> None:
    """What it took is not free: the page allocator never sees it."""
    top = PhysRange(62 * MIB, 64 * MIB)
    trace = played(guest((32 * MIB, 64 * MIB)), usage=Usage(memblock=(top,), dma32=1))
    expected = ((62, 64), (60, 62), (32, 34))
    assert accepted(trace) == [(s * MIB, e * MIB) for s, e in expected]
    assert parked(trace) == [(32 * MIB, 60 * MIB)]


def test_memory_of_boot_services_is_free_later_and_page_by_page() -> None:
    map = memory_map(
        memory(0, 12 * MIB), memory(12 * MIB, 16 * MIB, 4), memory(16 * MIB, 32 * MIB, 15)
    )
    trace = played(map)
    assert accepted(trace) == [(16 * MIB, 18 * MIB)]
    assert parked(trace) == [(16 * MIB, 32 * MIB)]


def test_the_first_mebibyte_is_never_free() -> None:
    trace = played(guest((0, 16 * MIB)))
    assert accepted(trace) == [(0, 4 * MIB), (4 * MIB, 6 * MIB)]
    assert parked(trace) == [(4 * MIB, 16 * MIB)]


def test_an_old_kernel_accepts_nothing() -> None:
    kernel = KERNEL._replace(handles_unaccepted=False, calls_protocol=False)
    trace = played(guest((16 * MIB, 32 * MIB)), kernel=kernel, usage=Usage(dma32=9))
    assert accepted(trace) == []
    assert [e.range for e in trace.final.kernel_e820] == [
        (0, 16 * MIB),
        (32 * MIB, 64 * MIB),
    ]


def test_memory_set_aside_makes_unaccepted_memory_reserved() -> None:
    """Seen in life: only the block in front still counts, and nobody can accept the rest."""
    map = memory_map(
        memory(0, 16 * MIB),
        memory(16 * MIB, 32 * MIB, 15),
        memory(32 * MIB, 36 * MIB, 7, 0x4000F),
    )
    trace = played(map, usage=Usage(dma=99, dma32=99))
    assert [e.type for e in trace.final.kernel_e820] == [
        E820Type.USABLE,
        E820Type.RESERVED,
        E820Type.SOFT_RESERVED,
    ]
    assert accepted(trace) == [(16 * MIB, 18 * MIB)]
    assert trace.final.unaccepted.size == 14 * MIB


def test_without_a_platform_the_guest_runs_until_memory_is_needed() -> None:
    map = guest((16 * MIB, 32 * MIB))
    assert not played(map, platform=Platform.NONE).faults
    (fault,) = played(map, platform=Platform.NONE, usage=Usage(dma=1)).faults
    assert (fault.id, fault.range) == ("unknown-platform", (16 * MIB, 18 * MIB))


def test_boot_services_of_either_type_are_kept_at_first() -> None:
    for type in (MemoryType.BOOT_SERVICES_CODE, MemoryType.BOOT_SERVICES_DATA):
        map = memory_map(memory(8 * MIB, 16 * MIB, type), memory(16 * MIB, 24 * MIB, 15))
        assert parked(played(map)) == [(16 * MIB, 24 * MIB)]


def test_a_kernel_that_was_started_by_another_knows_the_table_alone() -> None:
    """Its map has no unaccepted memory; what the table marks is believed to be."""
    table = UnacceptedTable(1, 2 * MIB, 16 * MIB, b"\xff")
    trace = played(guest(), table=table, touch=(PhysRange(16 * MIB, 17 * MIB),))
    assert accepted(trace) == [(16 * MIB, 22 * MIB)]
    assert parked(trace) == [(12 * MIB, 16 * MIB), (20 * MIB, 32 * MIB)]
    assert trace.final.unaccepted.size == 10 * MIB
    assert not trace.faults


def test_other_loaders_boot_no_linux() -> None:
    trace = played(guest((16 * MIB, 32 * MIB)), kernel=KERNEL._replace(path=Path.LOADER))
    assert trace.final.kernel_e820 == ()
