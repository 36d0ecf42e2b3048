"""The parts of compressed dumps: pieces that make a file, pages behind a bitmap."""

from __future__ import annotations

import struct

import pytest

from efitool.errors import LimitError
from efitool.formats import _dump_flattened
from efitool.formats._dump_flattened import Flattened
from efitool.formats._dump_pages import Layout, PageMemory
from efitool.formats._ram_extents import plain
from efitool.model.ranges import PhysRange
from tests import guest_memory as guest


def pieces(*rows: tuple[int, bytes]) -> bytes:
    body = b"".join(struct.pack(">qq", at, len(data)) + data for at, data in rows)
    return b"makedumpfile".ljust(4096, b"\0") + body + struct.pack(">qq", -1, -1)


def test_pieces_make_a_file_whatever_their_order() -> None:
    file = bytes(range(256)) * 100
    for step in (1000, 7, 4096):
        flat = Flattened(guest.flattened(file, step))
        assert flat.size == len(file)
        assert flat.read(0, len(file) + 1) == file
        assert flat.read(5003, 300) == file[5003:5303]


def test_what_no_piece_holds_is_zero() -> None:
    flat = Flattened(pieces((4, b"abcd"), (12, b"ef")))
    assert flat.read(0, 100) == b"\0\0\0\0abcd\0\0\0\0ef"


def test_what_is_written_last_counts() -> None:
    flat = Flattened(pieces((0, b"12345678"), (0, b"abc"), (8, b"9")))
    assert flat.read(0, 9) == b"abc456789"


def test_too_many_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_dump_flattened, "PIECE_LIMIT", 2)
    with pytest.raises(LimitError, match="more than 2 pieces"):
        Flattened(pieces(*[(n, b"x") for n in range(3)]))


def test_pages_on_both_sides_of_a_counted_step() -> None:
    """A bitmap of two steps: the pages of the second are behind all of the first."""
    there = [0, 1, 4095, 4096, 5000]
    bitmap = bytearray(1024)
    rows = b""
    for n, number in enumerate(there):
        bitmap[number // 8] |= 1 << number % 8
        rows += struct.pack("<qIIQ", 2000 + n * 4096, 4096, 0, 0)
    file = bytes(bitmap) + rows
    file = file.ljust(2000, b"\0") + b"".join(bytes([n]) * 4096 for n in range(5))
    memory = PageMemory(plain(file), Layout(4096, 0, 1024, 1024, 0, 1 << 20))

    assert memory.size == 5 * 4096
    assert list(memory.ranges()) == [
        PhysRange(0, 2 * 4096),
        PhysRange(4095 * 4096, 4097 * 4096),
        PhysRange(5000 * 4096, 5001 * 4096),
    ]
    assert memory.read(4095 * 4096 + 4090, 10) == b"\2" * 6 + b"\3" * 4
    assert memory.read(5000 * 4096, 5000) == b"\4" * 4096
    assert memory.read(2 * 4096, 1) == memory.read(1 << 40, 1) == b""
    assert [(p.address, len(p.data)) for p in memory.pieces()] == [
        (0, 8192),
        (4095 * 4096, 4096),
        (4096 * 4096, 4096),
        (5000 * 4096, 4096),
    ]
