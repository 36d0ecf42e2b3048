"""Firmware's map after regions of unaccepted memory became something else."""

from __future__ import annotations

from efitool.model.memmap import MemoryDescriptor
from efitool.model.ranges import PhysRange
from efitool.replay._memory_space import Change, changed
from tests.maps import RUNTIME, descriptor


def rows(
    *changes: tuple[int, int, int | None], map: list[MemoryDescriptor]
) -> list[tuple[int, int, int]]:
    """Return type, start and end of each descriptor after changes: start, end, type."""
    made = changed(map, [Change(PhysRange(s, e), type) for s, e, type in changes])
    return [(d.type, d.start, d.end) for d in made]


UNACCEPTED = descriptor(15, start=0x4000, pages=4)


def test_in_its_place() -> None:
    map = [descriptor(4, start=0x1000), UNACCEPTED, descriptor(4, start=0x9000)]
    assert rows((0x4000, 0x8000, 7), map=map) == [
        (4, 0x1000, 0x2000),
        (7, 0x4000, 0x8000),
        (4, 0x9000, 0xA000),
    ]


def test_in_the_middle() -> None:
    assert rows((0x5000, 0x6000, 7), map=[UNACCEPTED]) == [
        (15, 0x4000, 0x5000),
        (7, 0x5000, 0x6000),
        (15, 0x6000, 0x8000),
    ]


def test_merged_on_both_sides_into_the_first() -> None:
    map = [descriptor(start=0x3000), descriptor(4, start=0x1000), UNACCEPTED]
    map.append(descriptor(start=0x8000))
    assert rows((0x4000, 0x8000, 7), map=map) == [(7, 0x3000, 0x9000), (4, 0x1000, 0x2000)]


def test_other_attributes_are_not_merged() -> None:
    map = [descriptor(7, 0x1F, start=0x3000), UNACCEPTED]
    assert rows((0x4000, 0x8000, 7), map=map) == [(7, 0x3000, 0x4000), (7, 0x4000, 0x8000)]


def test_several_at_once_close_a_row() -> None:
    map = [descriptor(start=0x3000), UNACCEPTED, descriptor(15, start=0x8000)]
    assert rows((0x8000, 0x9000, 7), (0x4000, 0x8000, 7), map=map) == [(7, 0x3000, 0x9000)]


def test_a_row_with_old_and_new_by_turns_becomes_one() -> None:
    map = [descriptor(15 if n % 2 else 7, start=n << 12) for n in range(1, 7)]
    changes = [(n << 12, (n + 1) << 12, 7) for n in (1, 3, 5)]
    assert rows(*changes, map=map) == [(7, 0x1000, 0x7000)]


def test_behind_a_map_that_starts_again_it_goes_to_the_ascending_part() -> None:
    """As edk2: memory in order, then what cannot be allocated."""
    map = [
        descriptor(4, start=0x1000),
        descriptor(4, start=0x10000),
        descriptor(11, start=0x2000),
        UNACCEPTED,
    ]
    assert rows((0x4000, 0x8000, 7), map=map) == [
        (4, 0x1000, 0x2000),
        (7, 0x4000, 0x8000),
        (4, 0x10000, 0x11000),
        (11, 0x2000, 0x3000),
    ]


def test_taken_out() -> None:
    assert rows((0x4000, 0x6000, None), map=[UNACCEPTED]) == [(15, 0x6000, 0x8000)]
    assert rows((0x4000, 0x8000, None), map=[UNACCEPTED]) == []


def test_only_unaccepted_memory_changes() -> None:
    assert rows((0x1000, 0x2000, 7), map=[descriptor(4)]) == [(4, 0x1000, 0x2000)]


def test_attributes() -> None:
    edk2 = 0x07 << 56
    map = [descriptor(15, RUNTIME | edk2 | 0x2_6000 | 0x4_800F)]
    assert changed(map, [Change(PhysRange(0x1000, 0x2000), 7)])[0].attributes == 0x4_800F
    map = [descriptor(15, None)]
    assert changed(map, [Change(PhysRange(0x1000, 0x2000), 7)])[0].attributes is None


def test_a_region_without_pages_stays() -> None:
    map = [descriptor(15, start=0x4000, pages=0)]
    assert rows((0x4000, 0x8000, 7), map=map) == [(15, 0x4000, 0x4000)]


def test_regions_that_overlap_all_change() -> None:
    map = [UNACCEPTED, descriptor(15, start=0x5000)]
    assert rows((0x4000, 0x8000, 7), map=map) == [(7, 0x4000, 0x8000), (7, 0x5000, 0x6000)]


def test_a_hundred_thousand_at_once() -> None:
    map = [descriptor(15 if n % 2 else 4, start=n << 12) for n in range(200_000)]
    made = changed(map, [Change(d.range, 7) for d in map if d.type == 15])
    assert [d.type for d in made] == [4, 7] * 100_000


def test_what_lies_beyond_the_last_address_is_no_piece() -> None:
    start = (1 << 64) - 0x2000
    map = [descriptor(15, start=start, pages=9)]
    assert rows((start, 1 << 64, 7), map=map) == [(7, start, 1 << 64)]
    assert rows((start, start + 0x1000, 7), map=map) == [
        (7, start, start + 0x1000),
        (15, start + 0x1000, 1 << 64),
    ]
    assert rows(map=map) == [(15, start, start + 0x9000)]
