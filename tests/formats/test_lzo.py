"""lzop files with every kind of checksum, made by lzop."""

from __future__ import annotations

import random
import struct
import zlib

import lzallright
import pytest

from efitool.errors import MalformedError
from efitool.formats import _lzo
from efitool.formats._packed import Packed
from tests import payloads

KERNEL = payloads.kernel(600_000)


def unpack(stream: bytes) -> bytes:
    return _lzo.lzo(Packed(memoryview(stream), None, "x", 0x100))[:]


@pytest.mark.parametrize("options", ["-9", "-1", "-9 --crc32", "-9 -F", "-9 -C", "-9 --crc32 -C"])
@pytest.mark.parametrize(
    "data", [KERNEL, random.Random(1).randbytes(300_000), b""], ids=["kernel", "random", "empty"]
)
def test_what_lzop_packs_comes_out(options: str, data: bytes) -> None:
    assert unpack(payloads.compress(f"lzop {options}", data)) == data


@pytest.mark.parametrize(("options", "name"), [("-9", "adler32"), ("-9 --crc32", "crc32")])
def test_a_wrong_checksum_is_an_error(options: str, name: str) -> None:
    stream = bytearray(payloads.compress(f"lzop {options}", KERNEL))
    first_checksum = stream.index(struct.pack(">I", 256 << 10)) + 8
    stream[first_checksum] ^= 1

    with pytest.raises(MalformedError, match=name):
        unpack(bytes(stream))


CHECKSUMS = {0x1: zlib.adler32, 0x2: zlib.adler32, 0x100: zlib.crc32, 0x200: zlib.crc32}


def lzop(blocks: list[tuple[bytes, bytes]], flags: int) -> bytes:
    """Write an lzop file of packed and unpacked blocks, with every field that its flags ask for."""
    stream = b"\x89LZO\0\r\n\x1a\n" + struct.pack(">HHHBBI", 0x1040, 0x20A0, 0x940, 3, 9, flags)
    stream += struct.pack(">I", 1) if flags & 0x800 else b""
    stream += struct.pack(">IIIB6sI", 0o644, 0, 0, 6, b"kernel", 0)
    for packed, data in blocks:
        stream += struct.pack(">II", len(data), len(packed))
        of_data = [CHECKSUMS[f](data) for f in (0x1, 0x100) if flags & f]
        of_packed = [CHECKSUMS[f](packed) for f in (0x2, 0x200) if flags & f]
        sums = of_data + (of_packed if len(packed) < len(data) else [])
        stream += struct.pack(f">{len(sums)}I", *sums) + packed
    return stream + bytes(4)


@pytest.mark.parametrize("flags", [0, 0x1, 0x2, 0x3, 0x100, 0x202, 0x303, 0x803])
def test_every_field_that_a_flag_announces_is_stepped_over(flags: int) -> None:
    zeros = bytes(1000)
    packed = lzallright.LZOCompressor().compress(zeros)

    stream = lzop([(packed, zeros), (b"stored", b"stored"), (packed, zeros)], flags)

    assert unpack(stream) == zeros + b"stored" + zeros


def test_a_block_that_is_cut_short_is_an_error() -> None:
    with pytest.raises(MalformedError, match="a block of 6 bytes is cut short"):
        unpack(lzop([(b"stored", b"stored")], 0)[:-5])


@pytest.mark.parametrize("sizes", [(1 << 18, (1 << 18) + 1), ((1 << 18) + 1, 5), (9, 0)])
def test_a_block_of_impossible_size_is_an_error(sizes: tuple[int, int]) -> None:
    stream = bytearray(payloads.compress("lzop -9", KERNEL))
    first = stream.index(struct.pack(">I", 256 << 10))
    struct.pack_into(">II", stream, first, *sizes)

    with pytest.raises(MalformedError, match=f"a block of {sizes[1]} bytes for {sizes[0]}"):
        unpack(bytes(stream))


def test_a_file_without_its_last_word_is_cut_short() -> None:
    stream = payloads.compress("lzop -9", KERNEL)

    with pytest.raises(MalformedError, match="cut short") as caught:
        unpack(stream[:-4])
    assert caught.value.offset == 0x100 + len(stream) - 4
