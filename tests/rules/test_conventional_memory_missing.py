"""What is free later counts, and so does what can be accepted."""

from __future__ import annotations

import pytest

from efitool.model.memmap import Unread
from efitool.rules.conventional_memory_missing import check
from tests.maps import descriptor, memory_map

MIB = 256
"""Pages."""


@pytest.mark.parametrize("type", [1, 2, 3, 4, 15])
def test_silent_where_there_will_be_enough(type: int) -> None:
    assert list(check(memory_map(descriptor(7), descriptor(type, pages=64 * MIB)))) == []


def test_silent_at_the_border() -> None:
    assert list(check(memory_map(descriptor(7, pages=64 * MIB)))) == []


def test_silent_of_text_which_may_be_a_part() -> None:
    assert list(check(memory_map(descriptor(4))._replace(lines=(7,)))) == []


def test_silent_where_lines_were_lost() -> None:
    assert list(check(memory_map()._replace(unread=(Unread(7, "efi: mem"),)))) == []


def test_fails_without_conventional_memory() -> None:
    assert list(check(memory_map(descriptor(4, pages=64 * MIB)))) == [
        (None, "it has no conventional memory")
    ]


@pytest.mark.parametrize("type", [0, 5, 9, 14])
def test_fails_where_there_is_too_little(type: int) -> None:
    other = descriptor(type, pages=64 * MIB)

    assert list(check(memory_map(descriptor(7, pages=64 * MIB - 1), other))) == [
        (None, "it has 65532 KiB for an operating system")
    ]
