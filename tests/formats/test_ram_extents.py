"""Memory in extents."""

from __future__ import annotations

import mmap
from pathlib import Path

import pytest

from efitool.formats import _ram_extents
from efitool.formats._ram_extents import Extent, ExtentMemory, plain
from efitool.model.ranges import PhysRange

FILE = bytes(range(100))


def test_reads_end_at_holes() -> None:
    memory = ExtentMemory(plain(FILE), [Extent(100, 110, 50), Extent(0, 10, 0), Extent(10, 20, 80)])

    assert memory.size == 30
    assert list(memory.ranges()) == [PhysRange(0, 10), PhysRange(10, 20), PhysRange(100, 110)]
    assert memory.read(8, 4) == bytes([8, 9, 80, 81])
    assert memory.read(18, 10) == bytes([88, 89])
    assert memory.read(20, 1) == memory.read(99, 5) == memory.read(110, 1) == b""
    assert memory.read(109, 5) == bytes([59])


def test_the_first_of_two_extents_counts() -> None:
    memory = ExtentMemory(plain(FILE), [Extent(0, 10, 0), Extent(5, 15, 50), Extent(6, 8, 90)])

    assert memory.read(0, 20) == bytes([*range(10), *range(55, 60)])


def test_neighbours_in_the_file_too_are_one() -> None:
    memory = ExtentMemory(plain(FILE), [Extent(0, 10, 0), Extent(5, 15, 5), Extent(15, 20, 15)])
    assert list(memory.ranges()) == [PhysRange(0, 20)]


def test_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ram_extents, "PIECE", 4)
    memory = ExtentMemory(plain(FILE), [Extent(0, 6, 0), Extent(50, 53, 9)])
    assert list(memory.pieces()) == [(0, FILE[:4]), (4, FILE[4:6]), (50, FILE[9:12])]


def test_a_mapped_file_is_let_go_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ram_extents, "LET_GO", 10)
    path = tmp_path / "ram"
    path.write_bytes(FILE)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        source = plain(data)
        assert b"".join(source(at, 7) for at in range(0, 100, 7)) == FILE
