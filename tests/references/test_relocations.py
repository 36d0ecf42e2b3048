from __future__ import annotations

from struct import pack

from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.references import _relocations
from efitool.references._image_map import ImageMap
from efitool.references._relocations import places
from tests.machine_code import image, relocations

TWO_PAGES = bytes.fromhex(
    "00100000 0c000000 0530 1030"  # page 0x1000, 12 bytes: HIGHLOW at 0x005 and 0x010
    "00300000 0c000000 08a0 0000"  # page 0x3000, 12 bytes: DIR64 at 0x008, padding
)


def test_places_are_those_of_whole_addresses() -> None:
    assert places(TWO_PAGES) == {0x1005, 0x1010, 0x3008}


def test_other_kinds_are_no_addresses() -> None:
    for kind in set(range(16)) - {3, 10}:
        assert places(relocations([0x1234], kind)) == frozenset()


def test_a_dummy_table_is_empty() -> None:
    assert places(b"") == places(bytes.fromhex("00000000 0a000000 0000")) == frozenset()


def test_nothing_is_read_behind_a_broken_block() -> None:
    broken = pack("<II", 0x2000, 4)
    assert places(TWO_PAGES[:12] + broken + TWO_PAGES[12:]) == {0x1005, 0x1010}


def test_a_table_that_ends_early_gives_what_is_there() -> None:
    assert places(TWO_PAGES[:11]) == {0x1005}
    assert places(TWO_PAGES[:10]) == {0x1005}
    assert places(TWO_PAGES[:7]) == frozenset()


def test_a_huge_table_is_cut() -> None:
    entries = b"\x01\x30" * (_relocations.MAX_TABLE // 2)
    block = pack("<II", 0x1000, 8 + len(entries)) + entries
    assert places(block + relocations([0x5000])) == {0x1001}


def test_an_image_says_which_of_its_words_are_adjusted() -> None:
    assert ImageMap(image("c3", relocated=[0x1005, 0x1010])).relocated == {0x1005, 0x1010}
    assert ImageMap(image("c3")).relocated == frozenset()


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_noise_is_a_table_too(table: bytes) -> None:
    for place in places(table):
        assert 0 <= place < 1 << 32 | 0xFFF
