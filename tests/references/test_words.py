from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from efitool.references._words import halfwords_of, signed, words_of


def test_words_are_little_endian_and_whole() -> None:
    code = bytes(range(1, 8))
    assert list(words_of(code)) == [0x0403_0201]
    assert list(halfwords_of(code)) == [0x0201, 0x0403, 0x0605]
    assert list(words_of(code[:3])) == list(halfwords_of(code[:1])) == []


def test_fields_are_signed_by_their_highest_bit() -> None:
    assert [signed(number, 3) for number in range(10)] == [0, 1, 2, 3, -4, -3, -2, -1, 0, 1]


@given(st.integers(-(1 << 63), (1 << 63) - 1))
def test_a_doubleword_is_read_as_it_was_written(number: int) -> None:
    assert signed(int.from_bytes(number.to_bytes(8, "little", signed=True), "little"), 64) == number
