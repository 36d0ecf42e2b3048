from __future__ import annotations

import re
from struct import pack

import pytest

from efitool.references import _table_loads
from efitool.references._image_map import ImageMap
from efitool.references._table_loads import SOON, near_entry, stored_loads
from tests.machine_code import CODE, image

LOAD, OTHER = 0x0A0B_0C01, 0x0A0B_0C02
PATTERN = re.compile(rb"\x0c\x0b\x0a")


def loads(*words: int) -> list[int]:
    held = ImageMap(image(pack(f"<{len(words)}I", *words).hex()))
    return list(stored_loads(held, PATTERN, lambda load, word: word == load & 0xFF))


def test_a_load_counts_if_its_value_is_stored_soon() -> None:
    assert loads(0, LOAD, 5, 1) == [CODE + 4]
    assert loads(LOAD, 5, 5) == loads(1, LOAD) == loads(LOAD, 2) == []
    assert loads(*(LOAD, OTHER, 2, 1)) == [CODE, CODE + 4]
    assert loads(LOAD, *(5,) * (SOON - 2), 1) == [CODE]
    assert loads(LOAD, *(5,) * (SOON - 1), 1) == []


def test_a_load_stands_where_a_word_does() -> None:
    assert loads(0x0B0C_0000, 0x0000_000A, 0) == []


def test_only_code_near_the_entry_point_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_table_loads, "NEAR_ENTRY", 8)
    assert loads(0, LOAD, 1) == [CODE + 4]
    assert loads(0, 0, LOAD, 1) == [CODE + 8]
    assert loads(0, 0, 0, 0, LOAD, 1) == []
    held = image(pack("<6I", LOAD, 1, LOAD, 1, LOAD, 1).hex())
    assert held.pe is not None
    inside = ImageMap(held._replace(pe=held.pe._replace(entry_point=CODE + 17)))
    assert list(stored_loads(inside, PATTERN, lambda load, word: word == 1)) == [
        CODE + 8,
        CODE + 16,
    ]
    near = near_entry(inside)
    assert near is not None
    assert (near.rva, near.offset, near.end) == (CODE + 8, 8, CODE + 24)


def test_an_image_that_is_entered_nowhere_has_none() -> None:
    held = image(pack("<2I", LOAD, 1).hex())
    assert held.pe is not None
    outside = held._replace(pe=held.pe._replace(entry_point=0x10_0000))
    assert near_entry(ImageMap(outside)) is None
    assert list(stored_loads(ImageMap(outside), PATTERN, lambda load, word: True)) == []
