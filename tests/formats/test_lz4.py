"""Legacy frames of LZ4, block by block."""

from __future__ import annotations

import random
import struct

import lz4.block
import lz4.frame
import pytest

from efitool.errors import LimitError, MalformedError
from efitool.formats import _lz4, _packed
from efitool.formats._packed import Packed

MAGIC = bytes.fromhex("02214c18")


def block(data: bytes) -> bytes:
    packed: bytes = lz4.block.compress(data, store_size=False)
    return struct.pack("<I", len(packed)) + packed


def unpack(stream: bytes, expected: int | None = None) -> bytes:
    return _lz4.lz4(Packed(memoryview(stream), expected, "x", 0x100))[:]


def test_blocks_are_joined_and_four_bytes_behind_them_are_the_size() -> None:
    stream = MAGIC + block(b"ker" * 9) + block(b"nel" * 9)

    assert unpack(stream) == b"ker" * 9 + b"nel" * 9
    assert unpack(stream + struct.pack("<I", 54)) == b"ker" * 9 + b"nel" * 9


def test_a_second_frame_may_follow() -> None:
    assert unpack(MAGIC + block(b"ker" * 9) + MAGIC + block(b"nel" * 9)) == b"ker" * 9 + b"nel" * 9


def test_a_block_of_more_than_eight_mebibytes_is_refused() -> None:
    assert len(unpack(MAGIC + block(bytes(8 << 20)))) == 8 << 20
    with pytest.raises(MalformedError):
        unpack(MAGIC + block(bytes((8 << 20) + 1)))


def test_a_block_that_is_cut_short_is_named_by_its_place() -> None:
    first = MAGIC + block(b"ker" * 9)

    with pytest.raises(MalformedError, match="cut short") as caught:
        unpack(first + struct.pack("<I", 1000) + bytes(999))
    assert caught.value.offset == 0x100 + len(first) + 4


def test_frames_of_the_present_format_are_joined_and_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = random.Random(1).randbytes(100_000) + bytes(1 << 20)
    stream: bytes = lz4.frame.compress(data) + lz4.frame.compress(b"kernel")

    def unpack(stream: bytes) -> bytes:
        return _lz4.frames(Packed(memoryview(stream), None, "x", 0))[:]

    assert unpack(stream) == unpack(stream + bytes(4)) == data + b"kernel"
    with pytest.raises(MalformedError, match="a frame is cut short"):
        unpack(stream[:-5])
    with pytest.raises(MalformedError):
        unpack(stream[:4] + bytes(9) + stream[13:])
    monkeypatch.setattr(_packed, "LIMIT", 1 << 20)
    with pytest.raises(LimitError, match="unpacks to more than 1048576 bytes"):
        unpack(stream)
