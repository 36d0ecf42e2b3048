"""setup_e820(): type by type, and what is merged."""

from __future__ import annotations

import pytest

from efitool.model.e820 import E820Type
from efitool.model.memmap import MemoryAttribute, MemoryDescriptor
from efitool.replay.e820 import merged, setup_e820
from tests.guests import MIB, memory

USABLE, RESERVED = E820Type.USABLE, E820Type.RESERVED
WORDS = {
    **dict.fromkeys((0, 5, 6, 11, 12, 13), RESERVED),
    **dict.fromkeys((1, 2, 3, 4, 7, 15), USABLE),
    8: E820Type.UNUSABLE,
    9: E820Type.ACPI,
    10: E820Type.NVS,
    14: E820Type.PMEM,
    16: None,
    0x70000001: None,
    0x80000001: None,
}


def table(
    *descriptors: MemoryDescriptor, handles: bool = True, reserves: bool = True
) -> list[tuple[int, int, int]]:
    made = setup_e820(descriptors, handles_unaccepted=handles, soft_reserve=reserves)
    return [(e.start // MIB, e.end // MIB, e.type) for e in made]


@pytest.mark.parametrize(("type", "word"), WORDS.items())
def test_types(type: int, word: E820Type | None) -> None:
    assert table(memory(MIB, 2 * MIB, type)) == ([(1, 2, word)] if word else [])


def test_a_kernel_that_does_not_know_drops_unaccepted_memory() -> None:
    assert table(memory(0, MIB, 15), memory(MIB, 2 * MIB), handles=False) == [(1, 2, USABLE)]


@pytest.mark.parametrize(("type", "word"), [(7, E820Type.SOFT_RESERVED), (15, USABLE), (9, 3)])
def test_special_purpose_counts_for_ordinary_memory_only(type: int, word: int) -> None:
    special = memory(0, MIB, type, MemoryAttribute.SP)
    assert table(special) == [(0, 1, word)]
    assert table(special, reserves=False) == [(0, 1, word if type == 9 else USABLE)]


def test_what_follows_its_like_is_merged_even_over_what_is_dropped() -> None:
    assert table(memory(0, MIB, 7), memory(9 * MIB, 10 * MIB, 16), memory(MIB, 2 * MIB, 4)) == [
        (0, 2, USABLE)
    ]


def test_the_order_is_the_map_s() -> None:
    assert table(memory(4 * MIB, 5 * MIB), memory(0, MIB), memory(MIB, 2 * MIB, 0)) == [
        (4, 5, USABLE),
        (0, 1, USABLE),
        (1, 2, RESERVED),
    ]


def test_a_size_is_a_number_of_64_bits() -> None:
    """2^52 pages are nothing, and what joins may end at zero again."""
    none = MemoryDescriptor(7, 4 * MIB, 0, 1 << 52, 0xF)
    last = MemoryDescriptor(7, (1 << 64) - 4 * MIB, 0, 1024, 0xF)
    assert table(none) == [(4, 4, USABLE)]
    assert table(last, memory(0, MIB)) == [((1 << 44) - 4, (1 << 44) + 1, USABLE)]


def test_room_is_for_entries_and_what_joins_one_needs_none() -> None:
    rows = [(0, 4, 1), (8, 0, 2), (4, 4, 1), (16, 4, 1), (8, 2, 1)]
    assert merged(rows, 1, keeps_empty=False) == ((0, 10, 1),)
    assert merged(rows) == ((0, 4, 1), (8, 8, 2), (4, 8, 1), (16, 20, 1), (8, 10, 1))
