from __future__ import annotations

from uuid import UUID

from efitool.references._image_map import Run
from efitool.references._literals import CHUNK, HALF, lone_halves
from efitool.references._pieces import parts_of

GUID = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649").bytes_le
EQUAL = bytes([0xFF]) * 8 + GUID[8:]


def found(held: bytes, guid: bytes = GUID) -> list[int]:
    run = Run(0x2000, 0, 0x2000 + len(held), False, held)
    return list(lone_halves([run], parts_of([guid], (4, 8))))


def test_halves_at_multiples_of_their_size() -> None:
    assert found(bytes(8) + GUID[8:] + bytes(8) + GUID[:8] + bytes(3)) == [0x2008, 0x2018]
    assert found(bytes(4) + GUID) == []
    assert found(GUID[:7]) == []


def test_a_half_in_another_chunk() -> None:
    assert found(bytes(CHUNK * HALF) + GUID[:8]) == [0x2000 + CHUNK * HALF]


def test_equal_bytes_are_no_mark() -> None:
    assert found(EQUAL, EQUAL) == [0x2008]
