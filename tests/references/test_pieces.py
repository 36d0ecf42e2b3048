from __future__ import annotations

import pytest

from efitool.errors import LimitError
from efitool.references._pieces import MAX_PIECES, NEAR, Piece, complete, groups, parts_of

GUID, OTHER = b"G" * 16, b"O" * 16


def half(rva: int, start: int, guid: bytes = GUID) -> Piece:
    return Piece(rva, guid, start, start + 8)


@pytest.mark.parametrize(("second", "whole"), [(NEAR, True), (NEAR + 1, False)])
def test_pieces_make_a_guid_if_they_are_near(second: int, whole: bool) -> None:
    pieces = [half(1000 + second, 0), half(1000, 8)]
    assert groups(pieces) == ([(pieces[1], pieces[0])] if whole else [])


def test_pieces_of_different_guids_do_not_mix() -> None:
    assert groups([half(0, 0), half(8, 8, OTHER)]) == []


def test_the_same_half_twice_is_no_guid() -> None:
    assert groups([half(0, 0), half(8, 0)]) == []


def test_a_half_that_is_alone_does_not_hide_a_pair() -> None:
    lone, low, high = half(0, 0), half(100, 0), half(NEAR + 50, 8)
    assert groups([lone, low, high]) == [(low, high)]


def test_two_copies_are_two_groups_in_order() -> None:
    first = half(0, 0), half(10, 8)
    second = half(20, 8), half(30, 0)
    assert groups([*second, *first]) == [first, second]


def test_quarters_are_four() -> None:
    pieces = [Piece(n, GUID, n, n + 4) for n in (0, 4, 8, 12)]
    assert groups(pieces) == [tuple(pieces)]
    assert groups(pieces[:3]) == []


def test_an_address_is_whole() -> None:
    piece = Piece(5, GUID, 0, 16, address=True)
    assert groups([piece, piece]) == [(piece,), (piece,)]


def test_groups_of_several_guids_come_in_order_of_place() -> None:
    whole = [Piece(rva, guid, 0, 16) for rva, guid in ((1, OTHER), (2, GUID), (3, OTHER))]
    assert groups(reversed(whole)) == [(piece,) for piece in whole]


def test_pieces_of_one_function_may_be_far_from_each_other() -> None:
    low, high = half(1000, 0), half(9000, 8)
    assert complete([high, low], [500, 1000, 9001]) == [low, high]
    assert complete([high, low], []) == [low, high]
    assert complete([high, low], [500, 9000]) == []


def test_pieces_near_each_other_may_be_of_different_functions() -> None:
    low, high = half(1000, 0), half(1000 + NEAR, 8)
    assert complete([high, low], [1001]) == [low, high]


def test_a_function_with_half_a_guid_is_left_out() -> None:
    low, high, lone = half(0, 0), half(8, 8), half(1000, 0)
    assert complete([lone, low, high], [0, 500]) == [low, high]
    assert complete([half(0, 0), half(8, 8, OTHER)], []) == []


def test_too_many_pieces_are_refused() -> None:
    assert complete((half(n, 0) for n in range(MAX_PIECES)), []) == []
    with pytest.raises(LimitError, match="10000 pieces"):
        complete((half(n, 0) for n in range(MAX_PIECES + 1)), [])


def test_guids_consist_of_parts() -> None:
    one, other = bytes(range(16)), bytes(8) + bytes(range(8, 16))
    parts = parts_of((one, other), (8, 16))
    assert parts[one] == [(one, 0)]
    assert parts[one[:8]] == [(one, 0)]
    assert parts[one[8:]] == [(one, 8), (other, 8)]
    assert one[:4] not in parts
