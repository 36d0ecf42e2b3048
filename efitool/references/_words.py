"""Code as numbers: its words and halfwords, and the signed fields in them."""

from __future__ import annotations

import sys
from array import array

MASK_64 = (1 << 64) - 1
MASK_32 = (1 << 32) - 1
"""What a register holds of a number."""


def words_of(code: bytes) -> array[int]:
    """Return the whole little-endian words, of 32 bits, of some code."""
    return _numbers("I", code[: len(code) & ~3])


def halfwords_of(code: bytes) -> array[int]:
    """Return the whole little-endian halfwords of some code."""
    return _numbers("H", code[: len(code) & ~1])


def _numbers(kind: str, code: bytes) -> array[int]:
    numbers = array(kind, code)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def signed(number: int, bits: int) -> int:
    """Read the low bits of a number as a two's complement."""
    number &= (1 << bits) - 1
    return number - (number >> bits - 1 << bits)
