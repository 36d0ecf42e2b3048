"""Symbols, strings, and the names of sections that stand among them."""

from __future__ import annotations

import struct

import pytest

from efitool.formats import _coff_symbols
from efitool.model.pe import CoffSymbols

NAMES = b".debug_info\0.eh_frame_x\0"
FILE = bytes(0x100) + bytes(2 * 18) + struct.pack("<I", 4 + len(NAMES)) + NAMES
SYMBOLS = CoffSymbols(0x100, 2, 4 + len(NAMES))


def test_strings_follow_the_symbols() -> None:
    symbols = _coff_symbols.read(FILE, 0x100, 2)

    assert symbols == SYMBOLS
    assert (symbols.strings_offset, symbols.end) == (0x124, len(FILE))


@pytest.mark.parametrize(("offset", "number"), [(0x100, 200), (0xFFFF_FFFF, 0xFFFF_FFFF)])
def test_strings_that_are_not_in_the_file(offset: int, number: int) -> None:
    symbols = _coff_symbols.read(FILE, offset, number)

    assert symbols == CoffSymbols(offset, number, None)
    assert symbols.end == offset + 18 * number


def test_a_string_table_begins_with_four_bytes() -> None:
    assert _coff_symbols.read(FILE[:0x128], 0x100, 2) == SYMBOLS
    assert _coff_symbols.read(FILE[:0x127], 0x100, 2) == CoffSymbols(0x100, 2, None)


@pytest.mark.parametrize(
    ("name", "stands_for"),
    [
        (b"/4", b".debug_info"),
        (b"/16", b".eh_frame_x"),
        (b"//AAAAAE", b".debug_info"),
        (b"//AAAAAQ", b".eh_frame_x"),
        (b"//BAAAAA", b"//BAAAAA"),
        (b"//AA-AAE", b"//AA-AAE"),
        (b"//", b"//"),
        (b"/", b"/"),
        (b"/x", b"/x"),
        (b"/9999999", b"/9999999"),
        (b".text", b".text"),
    ],
)
def test_long_names(name: bytes, stands_for: bytes) -> None:
    assert _coff_symbols.long_name(FILE, SYMBOLS, name) == stands_for
    assert _coff_symbols.long_name(FILE, SYMBOLS._replace(strings_size=None), name) == name
