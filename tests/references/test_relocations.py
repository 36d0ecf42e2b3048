from __future__ import annotations

from collections.abc import Callable
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.model.image import Arch
from efitool.references import _relocations
from efitool.references._image_map import ImageMap
from efitool.references._relocations import dynamic_in, of_image
from tests.machine_code import image, relocations

TWO_PAGES = bytes.fromhex(
    "00100000 0c000000 0530 1030"  # page 0x1000, 12 bytes: HIGHLOW at 0x005 and 0x010
    "00300000 0c000000 08a0 0000"  # page 0x3000, 12 bytes: DIR64 at 0x008, padding
)


def places(table: bytes) -> set[int]:
    return set(_relocations.of_loader(table))


def test_places_are_those_of_whole_addresses() -> None:
    assert places(TWO_PAGES) == {0x1005, 0x1010, 0x3008}


def test_other_kinds_are_no_addresses() -> None:
    for kind in set(range(16)) - {3, 10}:
        assert places(relocations([0x1234], kind)) == set()


def test_a_dummy_table_is_empty() -> None:
    assert places(b"") == places(bytes.fromhex("00000000 0a000000 0000")) == set()


def test_nothing_is_read_behind_a_broken_block() -> None:
    broken = pack("<II", 0x2000, 4)
    assert places(TWO_PAGES[:12] + broken + TWO_PAGES[12:]) == {0x1005, 0x1010}


def test_a_table_that_ends_early_gives_what_is_there() -> None:
    assert places(TWO_PAGES[:11]) == {0x1005}
    assert places(TWO_PAGES[:10]) == {0x1005}
    assert places(TWO_PAGES[:7]) == set()


def test_a_huge_table_is_cut() -> None:
    entries = b"\x01\x30" * (_relocations.MAX_TABLE // 2)
    block = pack("<II", 0x1000, 8 + len(entries)) + entries
    assert places(block + relocations([0x5000])) == {0x1001}


def test_an_image_says_which_of_its_words_are_adjusted() -> None:
    assert ImageMap(image("c3", relocated=[0x1005, 0x1010])).relocated == {0x1005, 0x1010}
    assert ImageMap(image("c3")).relocated == set()


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_noise_is_a_table_too(table: bytes) -> None:
    for place in places(table):
        assert 0 <= place < 1 << 32 | 0xFFF


WIDE_DYNAMIC = pack("<6Q", 7, 0x300, 8, 48, 0, 0)
"""DT_RELA at 0x300, DT_RELASZ 48 bytes, DT_NULL."""


def read_from(parts: dict[int, bytes]) -> Callable[[int, int], bytes]:
    return lambda rva, size: parts.get(rva, b"")[:size]


def test_a_dynamic_section_lists_the_addresses_of_a_shared_object() -> None:
    relative, other = pack("<QQq", 0x2008, 8, 0x40), pack("<QQq", 0x2010, 1, 0)
    read = read_from({0x200: WIDE_DYNAMIC, 0x300: relative + other + relative})
    assert list(of_image(read, 0x200, Arch.X86_64)) == [0x2008]


@pytest.mark.parametrize(
    ("arch", "kind"),
    [(Arch.ARM64, 1027), (Arch.RISCV64, 3), (Arch.LOONGARCH64, 3), (Arch.X86_64, 8)],
)
def test_every_instruction_set_has_its_own_kind(arch: Arch, kind: int) -> None:
    entries = pack("<QQqQQq", 0x2000, kind, 0, 0x2008, kind + 1, 0)
    read = read_from({0x200: WIDE_DYNAMIC, 0x300: entries})
    assert list(of_image(read, 0x200, arch)) == [0x2000]
    assert list(of_image(read, 0x200, Arch.EBC)) == []


@pytest.mark.parametrize(("arch", "kind"), [(Arch.I386, 8), (Arch.ARM, 23)])
def test_entries_of_32_bits_have_no_addend(arch: Arch, kind: int) -> None:
    dynamic = pack("<4I", 17, 0x300, 18, 16)
    entries = pack("<4I", 0x2004, 5 << 8 | kind, 0x2008, kind + 1)
    assert list(of_image(read_from({0x200: dynamic, 0x300: entries}), 0x200, arch)) == [0x2004]


def test_a_dynamic_section_ends_at_its_null() -> None:
    read = read_from({0x200: bytes(16) + WIDE_DYNAMIC, 0x300: pack("<QQq", 0x2008, 8, 0)})
    assert list(of_image(read, 0x200, Arch.X86_64)) == []


def test_no_more_of_a_table_is_read_than_the_limit() -> None:
    asked: list[int] = []

    def read(rva: int, size: int) -> bytes:
        asked.append(size)
        return pack("<4Q", 7, 0x300, 8, 1 << 63) if rva == 0x200 else b""

    assert list(of_image(read, 0x200, Arch.X86_64)) == []
    assert max(asked) == _relocations.MAX_TABLE


@given(st.binary(max_size=200), st.binary(max_size=200), st.sampled_from(Arch))
@settings(deadline=None)
def test_noise_in_a_dynamic_section_is_harmless(dynamic: bytes, table: bytes, arch: Arch) -> None:
    for _ in of_image(lambda rva, size: (dynamic if rva == 1 else table)[:size], 1, arch):
        pass


def headed(wide: bool) -> bytes:
    """What stands in a dynamic section about relocations, behind a name's offset."""
    return (
        pack("<8Q", 1, 2, 7, 0x300, 8, 48, 9, 24)
        if wide
        else pack("<8I", 1, 2, 17, 768, 18, 16, 19, 8)
    )


def test_a_dynamic_section_without_a_name() -> None:
    assert dynamic_in(bytes(24) + headed(wide=True), Arch.ARM64) == 24 + 16
    assert dynamic_in(bytes(12) + headed(wide=False), Arch.ARM) == 12 + 8
    assert dynamic_in(headed(wide=True)[40:], Arch.ARM64) is None
    assert dynamic_in(headed(wide=False), Arch.ARM64) is None


def test_kernels_are_not_searched_for_a_dynamic_section(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_relocations, "MAX_HEADED", 63)
    assert dynamic_in(headed(wide=True), Arch.ARM64) is None
