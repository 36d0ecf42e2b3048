"""The kernel's own e820 table: expectations are what Linux's functions made of the same maps."""

from __future__ import annotations

import pytest

from efitool.model.e820 import E820Entry, E820Type
from efitool.model.memmap import MemoryDescriptor
from efitool.replay.e820 import setup_e820
from efitool.replay.kernel_e820 import do_efi_soft_reserve, kernel_table, update_table
from tests.guests import MIB, memory

SP, WB = 0x40000, 8
RAM, RESERVED, NVS, SOFT = (
    E820Type.USABLE,
    E820Type.RESERVED,
    E820Type.NVS,
    E820Type.SOFT_RESERVED,
)


def table(*descriptors: MemoryDescriptor, **options: bool) -> list[tuple[int, int, int]]:
    """Return the kernel's table for a map, in MiB."""
    options = {"add_efi_memmap": False, "soft_reserve": True, **options}
    first = setup_e820(descriptors, handles_unaccepted=True, soft_reserve=options["soft_reserve"])
    entries = kernel_table(first, descriptors, **options)
    return [(e.start // MIB, e.end // MIB, e.type) for e in entries]


FREE, UNACCEPTED = memory(0, MIB), memory(MIB, 2 * MIB, 15)
SPECIAL = memory(2 * MIB, 3 * MIB, 7, SP | WB)


def test_unaccepted_memory_is_usable() -> None:
    assert table(FREE, UNACCEPTED) == [(0, 2, RAM)]


@pytest.mark.parametrize(
    ("descriptors", "options"),
    [((FREE, UNACCEPTED), {"add_efi_memmap": True}), ((FREE, UNACCEPTED, SPECIAL), {})],
    ids=["asked-for", "memory-set-aside"],
)
def test_the_importer_does_not_know_unaccepted_memory(
    descriptors: tuple[MemoryDescriptor, ...], options: dict[str, bool]
) -> None:
    assert table(*descriptors, **options)[:2] == [(0, 1, RAM), (1, 2, RESERVED)]


def test_nothing_is_imported_where_nothing_is_set_aside() -> None:
    assert table(FREE, UNACCEPTED, SPECIAL, soft_reserve=False) == [(0, 3, RAM)]
    other = memory(2 * MIB, 3 * MIB, 4, SP | WB)
    assert table(FREE, UNACCEPTED, other) == [(0, 2, RAM), (2, 3, SOFT)]


def test_imported_memory_must_be_write_back() -> None:
    assert table(FREE, memory(MIB, 2 * MIB, 7, 1), add_efi_memmap=True) == [
        (0, 1, RAM),
        (1, 2, RESERVED),
    ]


def test_what_the_first_table_leaves_out_is_reserved() -> None:
    assert table(FREE, memory(MIB, 2 * MIB, 0x70000000), add_efi_memmap=True)[1:] == [
        (1, 2, RESERVED)
    ]


def test_large_mmio_is_removed_and_what_is_left_of_an_entry_goes_last() -> None:
    around = memory(4 * MIB, 8 * MIB, 0)
    inside = memory(5 * MIB, 6 * MIB, 11)
    nvs = memory(9 * MIB, 10 * MIB, 10)
    assert table(FREE, around, inside, nvs) == [
        (0, 1, RAM),
        (4, 5, RESERVED),
        (9, 10, NVS),
        (6, 8, RESERVED),
    ]
    assert table(FREE, around, inside, nvs, removes_mmio=False)[1] == (4, 8, RESERVED)


@pytest.mark.parametrize(("kib", "left"), [(252, 1), (256, 0)])
def test_small_mmio_stays(kib: int, left: int) -> None:
    mmio = memory(4 * MIB, 4 * MIB + (kib << 10), 11)
    assert len(table(FREE, mmio)) == 1 + left


def test_what_is_not_reserved_stays_where_mmio_is() -> None:
    assert table(memory(0, 4 * MIB), memory(MIB, 2 * MIB, 11))[0] == (0, 1, RAM)
    entries = kernel_table(
        [E820Entry(0, 4 * MIB, RAM)],
        [memory(MIB, 2 * MIB, 11)],
        add_efi_memmap=False,
        soft_reserve=True,
    )
    assert entries == (E820Entry(0, 4 * MIB, RAM),)


def entries(*rows: tuple[int, int, int]) -> list[E820Entry]:
    return [E820Entry(*row) for row in rows]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([(0, 8, RAM), (2, 4, NVS)], [(0, 2, RAM), (2, 4, NVS), (4, 8, RAM)]),
        ([(0, 8, RESERVED), (2, 4, RAM)], [(0, 8, RESERVED)]),
        ([(4, 8, RAM), (0, 4, RAM)], [(0, 8, RAM)]),
        ([(0, 4, RAM), (4, 8, RAM)], [(0, 8, RAM)]),
        ([(0, 4, SOFT), (4, 8, SOFT)], [(0, 4, SOFT), (4, 8, SOFT)]),
        ([(0, 4, RAM), (6, 6, NVS)], [(0, 4, RAM)]),
        ([(6, 6, NVS)], [(6, 6, NVS)]),
    ],
    ids=["greatest-wins", "smaller-loses", "sorted", "merged", "not-merged", "empty", "single"],
)
def test_update_table(
    before: list[tuple[int, int, int]], after: list[tuple[int, int, int]]
) -> None:
    assert list(update_table(entries(*before))) == entries(*after)


def test_an_entry_that_wraps_ends_the_table() -> None:
    wraps = E820Entry(1 << 63, 1 << 65, RAM)
    first, last = entries((0, 4, RAM), (8, 12, RAM))
    kept = kernel_table([first, wraps, last], [], add_efi_memmap=False, soft_reserve=True)
    assert kept == (first,)


def test_an_entry_without_a_size_ends_no_table() -> None:
    empty, last = entries((8, 8, RAM), (12, 16, RAM))
    kept = kernel_table([empty, last], [], add_efi_memmap=False, soft_reserve=True)
    assert kept == (last,)


def test_a_table_with_an_entry_up_to_the_last_address_is_left_alone() -> None:
    """Its end is zero for the kernel, which is below its start."""
    rows = entries((8, 1 << 64, RAM), (0, 4, RAM))
    assert list(update_table(rows)) == rows


@pytest.mark.parametrize(("type", "reserves"), [(7, True), (4, False), (15, False)])
def test_only_conventional_memory_has_the_map_taken_in_again(type: int, reserves: bool) -> None:
    assert do_efi_soft_reserve([FREE, memory(0, MIB, type, SP | WB)]) is reserves
    assert not do_efi_soft_reserve([memory(0, MIB, type, WB)])


def test_many_that_overlap() -> None:
    """Twenty thousand, each in the one before."""
    count = 20_000
    rows = [(n, 3 * count - n, NVS if n == count - 1 else RAM) for n in range(count)]
    edge = count - 1
    assert list(update_table(entries(*rows))) == entries(
        (0, edge, RAM), (edge, 3 * count - edge, NVS), (3 * count - edge, 3 * count, RAM)
    )
