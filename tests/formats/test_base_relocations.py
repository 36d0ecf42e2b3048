"""Base relocations: what is counted, where the table ends, and what is no block."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats import _base_relocations, _pe
from efitool.formats._base_relocations import MAX_BLOCKS, decode
from efitool.model.pe import Relocations
from tests import build
from tests.build import Section


def block(page: int, *entries: tuple[int, int], size: int | None = None) -> bytes:
    words = b"".join(struct.pack("<H", type << 12 | offset) for type, offset in entries)
    return struct.pack("<II", page, 8 + len(words) if size is None else size) + words


TWO = block(0x2000, (10, 0x008), (10, 0xFFF), (0, 0)) + block(0x1000, (3, 0x100))


def test_entries_are_counted_by_type() -> None:
    assert decode(TWO, len(TWO)) == Relocations(
        blocks=2, counts=((0, 1), (3, 1), (10, 2)), last_page=0x2000, undecoded=0, next_size=None
    )


def test_an_empty_block_is_a_block() -> None:
    assert decode(block(0x5000), 8) == Relocations(1, (), 0x5000, 0, None)


@pytest.mark.parametrize("size", [0, 4, 7, 9, 12, 0xFFFF_FFFE])
def test_a_block_of_impossible_size_ends_it(size: int) -> None:
    table = TWO + block(0x3000, (10, 0), size=size)

    assert decode(table, len(table)) == decode(TWO, len(TWO))._replace(undecoded=10, next_size=size)


def test_what_is_not_in_the_file_is_undecoded() -> None:
    assert decode(TWO + b"\0\0\0", 100) == decode(TWO, len(TWO))._replace(undecoded=100 - len(TWO))


def test_blocks_are_bounded() -> None:
    table = block(0x1000) * (MAX_BLOCKS + 2)

    assert decode(table, len(table)) == Relocations(MAX_BLOCKS, (), 0x1000, 16, 8)


@given(st.binary(max_size=200), st.integers(0, 200))
@settings(deadline=None)
def test_noise_is_counted_or_left(table: bytes, size: int) -> None:
    relocations = decode(table[:size], size)

    entries = sum(count for _, count in relocations.counts)
    assert 8 * relocations.blocks + 2 * entries + relocations.undecoded == size


def test_the_directory_leads_to_the_table() -> None:
    data = build.pe(Section(b".reloc", 0x1000, b"...." + TWO, build.DATA))
    header, _ = _pe.decode(data)
    [*_, name] = [d.name for d in header.directories]
    assert name == "basereloc"
    directories = (header.directories[-1]._replace(rva=0x1004, size=len(TWO)),)

    assert _base_relocations.read(data, header) is None
    assert _base_relocations.read(data, header._replace(directories=directories)) == decode(
        TWO, len(TWO)
    )
