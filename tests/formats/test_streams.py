"""Streams behind streams, and streams that end too early."""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
from collections.abc import Callable

import pytest

from efitool.errors import MalformedError
from efitool.formats import _packed, _streams
from efitool.formats._packed import Packed

FIRST, SECOND = random.Random(1).randbytes(300_000), bytes(400_000)
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}
UNPACK = {"gzip": _streams.gzip, "bzip2": _streams.bzip2, "xz": _streams.xz}


def unpack(codec: str, stream: bytes) -> bytes:
    return UNPACK[codec](Packed(memoryview(stream), None, "x", 0x1000))[:]


@pytest.mark.parametrize("codec", COMPRESS)
def test_the_streams_of_a_parallel_compressor_are_joined(codec: str) -> None:
    compress = COMPRESS[codec]

    assert unpack(codec, compress(FIRST) + compress(SECOND) + bytes(3)) == FIRST + SECOND


@pytest.mark.parametrize("codec", COMPRESS)
def test_a_size_that_looks_like_a_magic_number_is_no_stream(codec: str) -> None:
    stream = COMPRESS[codec](FIRST)

    assert unpack(codec, stream + stream[:4]) == FIRST


@pytest.mark.parametrize("codec", COMPRESS)
@pytest.mark.parametrize("data", [FIRST, SECOND], ids=["random", "zeros"])
def test_a_stream_may_end_with_any_step_but_not_before_its_last_byte(
    codec: str, data: bytes
) -> None:
    for size in (*range(_packed.CHUNK - 2, _packed.CHUNK + 3), 65536, 65537, 0, 1):
        assert unpack(codec, COMPRESS[codec](data[:size])) == data[:size]
    with pytest.raises(MalformedError, match="cut short"):
        unpack(codec, COMPRESS[codec](data)[:-1])


def test_an_error_says_where_in_the_file_the_stream_broke() -> None:
    stream = bytearray(lzma.compress(FIRST))
    stream[200_000] ^= 1

    with pytest.raises(MalformedError) as caught:
        unpack("xz", bytes(stream))
    assert 0x1000 + 130_000 < caught.value.offset < 0x1000 + len(stream)


class Digesting:
    """Hands out the byte that it was fed only when it is asked once more for nothing."""

    def __init__(self) -> None:
        self.held = b""
        self.needs_input, self.eof, self.unused_data = True, False, b""

    def decompress(self, data: memoryview, max_length: int, /) -> bytes:
        if data:
            self.held, self.needs_input = bytes(data), False
            return b""
        self.eof, given, self.held = bool(self.held), self.held, b""
        return given


def test_a_decoder_that_has_input_left_is_not_at_its_end() -> None:
    packed = Packed(memoryview(b"kernel"), None, "x", 0)

    assert b"".join(_streams.streams(packed, Digesting, ValueError)) == b"kernel"


def test_a_dictionary_above_the_limit_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 256 << 20}]
    stream = lzma.compress(b"kernel", filters=filters)

    with pytest.raises(MalformedError, match=r"[Mm]emory"):
        unpack("xz", stream)
