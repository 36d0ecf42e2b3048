"""zstd frames with every header, and that the one pass reads what the plain call reads."""

from __future__ import annotations

import mmap
import random
import sys

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import MalformedError
from efitool.formats import _packed, _zstd
from efitool.formats._packed import Packed
from tests import payloads

KERNEL = payloads.kernel(900_000)


def pack(data: bytes, *, sized: bool = False, checksum: bool = True, level: int = 3) -> bytes:
    return zstandard.ZstdCompressor(
        level=level, write_content_size=sized, write_checksum=checksum
    ).compress(data)


def unpack(stream: bytes, expected: int | None) -> bytes:
    return _zstd.zstd(Packed(memoryview(stream), expected, "x", 0x100))[:]


@pytest.mark.parametrize("sized", [False, True])
@pytest.mark.parametrize("checksum", [False, True])
@pytest.mark.parametrize("stated", [False, True])
@pytest.mark.parametrize("size", [1, 255, 256, 65_791, 65_792, 900_000])
def test_every_kind_of_header_is_read(sized: bool, checksum: bool, stated: bool, size: int) -> None:
    stream = pack(KERNEL[:size], sized=sized, checksum=checksum)

    assert unpack(stream + b"size", size if stated else None) == KERNEL[:size]


@settings(deadline=None, max_examples=50)
@given(
    runs=st.lists(st.tuples(st.booleans(), st.integers(1, 300_000)), max_size=8),
    level=st.sampled_from([1, 3, 19]),
)
def test_output_never_overtakes_the_input_in_the_same_memory(
    runs: list[tuple[bool, int]], level: int
) -> None:
    """Random runs do not pack at all and zeros to nothing: the input lags as far as it can."""
    source = random.Random(len(runs))
    data = b"".join(source.randbytes(size) if noise else bytes(size) for noise, size in runs)

    assert unpack(pack(data, checksum=False, level=level), len(data)) == data


def test_many_small_blocks_are_read_in_the_same_memory() -> None:
    compressor = zstandard.ZstdCompressor(level=1, write_checksum=True).compressobj()
    zeros, noise = bytes(1 << 20), random.Random(1).randbytes(60_000)
    stream = compressor.compress(zeros) + b"".join(
        compressor.compress(noise[at : at + 1])
        + compressor.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        for at in range(len(noise))
    )
    stream += compressor.flush()

    assert unpack(stream, len(zeros) + len(noise)) == zeros + noise


def test_the_memory_is_the_output_and_a_margin(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def fresh_memory(size: int) -> mmap.mmap:
        asked.append(size)
        return _packed.fresh_memory(size)

    monkeypatch.setattr("efitool.formats._zstd.fresh_memory", fresh_memory)
    unpack(pack(KERNEL), len(KERNEL))

    assert len(asked) == 1
    assert len(KERNEL) < asked[0] < len(KERNEL) + (132 << 10)


@pytest.mark.skipif(sys.version_info < (3, 14), reason="the standard library has no zstd")
@pytest.mark.parametrize("expected", [len(KERNEL), None])
def test_the_standard_library_reads_the_same(
    expected: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = pack(KERNEL)
    monkeypatch.setitem(sys.modules, "zstandard", None)

    assert unpack(stream + b"size", expected) == KERNEL
    with pytest.raises(MalformedError):
        unpack(stream[:-9], expected)


def test_every_place_to_cut_a_frame_is_noticed() -> None:
    stream = pack(KERNEL[:3000])
    for size in range(4, len(stream)):
        with pytest.raises(MalformedError, match="cut short"):
            unpack(stream[:size], 3000)


def test_a_window_above_the_limit_is_refused() -> None:
    a_gibibyte = bytes([0x04, (30 - 10) << 3])
    stream = pack(KERNEL)

    with pytest.raises(MalformedError, match=r"memory|[Ww]indow"):
        unpack(stream[:4] + a_gibibyte + stream[6:], None)
