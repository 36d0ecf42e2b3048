"""Payloads made by the real compressors, as Linux makes them, and damaged in every way."""

from __future__ import annotations

import contextlib
import functools
import mmap
import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, LimitError, MalformedError, MissingExtraError
from efitool.formats import _codecs, _inflate, _packed
from tests import payloads

KERNEL = payloads.kernel(700_001)
CODECS = sorted(payloads.COMMANDS)
CHECKED = [codec for codec in CODECS if codec not in ("lz4", "lzma")]


@functools.cache
def payload(codec: str) -> bytes:
    return payloads.payload(codec, KERNEL)


def inflate(codec: str, data: bytes, expected: int | None = None) -> bytes:
    unpacked = _inflate.inflate(codec, data, 0, len(data), expected=expected, layer="bzImage > x")
    return unpacked[:]


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("expected", [len(KERNEL), None])
def test_a_kernel_comes_out_as_it_went_in(codec: str, expected: int | None) -> None:
    assert inflate(codec, payload(codec), expected) == KERNEL


@pytest.mark.parametrize("codec", CODECS)
def test_a_stream_without_the_size_behind_it_is_whole(codec: str) -> None:
    stream = payloads.compress(payloads.COMMANDS[codec], KERNEL)

    assert inflate(codec, stream) == KERNEL


@pytest.mark.parametrize("codec", CODECS)
def test_the_payload_is_found_inside_a_mapped_file(codec: str) -> None:
    data = payload(codec)
    file = mmap.mmap(-1, 123 + len(data) + 77)
    file[123 : 123 + len(data)] = data

    assert _codecs.sniff(file, 123) == codec
    assert _codecs.sniff(file, 122) is None
    unpacked = _inflate.inflate(
        codec, file, 123, len(data), expected=len(KERNEL), layer="bzImage > x"
    )
    assert unpacked[:] == KERNEL
    assert file[123 : 123 + len(data)] == data, "the input is left as it was"
    with pytest.raises(MalformedError) as caught:
        _inflate.inflate(codec, file, 123, len(data) // 2, expected=None, layer="bzImage > x")
    assert 123 <= caught.value.offset <= 123 + len(data) // 2


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("size", [64, 9 << 20])
def test_little_and_much_comes_out(codec: str, size: int) -> None:
    zeros = bytes(size)

    assert inflate(codec, payloads.payload(codec, zeros), size) == zeros


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("expected", [len(KERNEL), None])
def test_half_a_stream_is_an_error(codec: str, expected: int | None) -> None:
    half = payload(codec)[: len(payload(codec)) // 2]

    with pytest.raises(MalformedError, match="bzImage > x: payload"):
        inflate(codec, half, expected)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("expected", [len(KERNEL), None])
def test_the_magic_alone_is_an_error(codec: str, expected: int | None) -> None:
    magic = _codecs.MAGICS[codec]
    if codec == "lz4" and expected is None:
        assert inflate(codec, magic) == b"", "a legacy frame has no end mark"
    else:
        with pytest.raises(MalformedError):
            inflate(codec, magic, expected)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("off", [-1, 1, -len(KERNEL)])
def test_another_size_than_the_one_stated_is_an_error(codec: str, off: int) -> None:
    with pytest.raises(MalformedError):
        inflate(codec, payload(codec), len(KERNEL) + off)


@pytest.mark.parametrize("codec", CHECKED)
def test_a_flipped_bit_is_noticed(codec: str) -> None:
    stream = bytearray(payload(codec))
    stream[len(stream) // 2] ^= 0x10

    with pytest.raises(MalformedError):
        inflate(codec, bytes(stream), len(KERNEL))


@pytest.mark.parametrize("codec", [codec for codec in CODECS if codec != "lz4"])
def test_what_follows_the_stream_is_not_judged(codec: str) -> None:
    assert inflate(codec, payload(codec) + bytes(1000), len(KERNEL)) == KERNEL


@pytest.mark.parametrize("codec", CODECS)
def test_a_bomb_stops_at_the_limit(codec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = payloads.payload(codec, bytes((1 << 20) + 1))
    monkeypatch.setattr(_packed, "LIMIT", 1 << 20)

    with pytest.raises(LimitError, match="1048576 bytes"):
        inflate(codec, bomb)


def test_a_stated_size_above_the_limit_is_refused_before_anything_is_unpacked() -> None:
    with pytest.raises(LimitError, match="4294967295"):
        _inflate.inflate("zstd", b"", 0, 0, expected=0xFFFF_FFFF, layer="bzImage > zstd")


def test_bytes_of_no_codec_have_no_name() -> None:
    assert _codecs.sniff(b"MZ" + bytes(100), 0) is None
    assert _codecs.sniff(b"", 0) is None


def test_a_stream_that_begins_as_another_codec_does_is_an_error() -> None:
    with pytest.raises(MalformedError, match="does not begin as xz does") as caught:
        inflate("xz", b"\x1f\x8b\x08" + bytes(20))
    assert caught.value.format == "bzImage > x"


@pytest.mark.parametrize(
    ("codec", "module", "extra"),
    [("zstd", "zstandard", "zstd"), ("lz4", "lz4.block", "lz4"), ("lzo", "lzallright", "lzo")],
)
def test_a_missing_library_is_named(
    codec: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if codec == "zstd" and sys.version_info >= (3, 14):
        pytest.skip("the standard library unpacks zstd")
    stream = payload(codec)
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(MissingExtraError) as caught:
        inflate(codec, stream, len(KERNEL))
    assert caught.value.extra == extra


@pytest.mark.parametrize("codec", CODECS)
@settings(deadline=None)
@given(noise=st.binary(max_size=200), expected=st.none() | st.integers(0, 1 << 16))
def test_noise_behind_a_magic_raises_only_input_errors(
    codec: str, noise: bytes, expected: int | None
) -> None:
    with contextlib.suppress(InputError, LimitError):
        inflate(codec, _codecs.MAGICS[codec] + noise, expected)


@pytest.mark.parametrize("codec", CODECS)
def test_damage_anywhere_raises_only_input_errors(codec: str) -> None:
    source = random.Random(7)
    whole = payloads.payload(codec, KERNEL[:5000])
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(source.randrange(1, 4)):
            damaged[source.randrange(len(damaged))] = source.randrange(256)
        with contextlib.suppress(InputError, LimitError):
            assert len(inflate(codec, bytes(damaged), 5000)) == 5000


@pytest.mark.parametrize(
    ("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_a_compressor_that_is_not_installed_fails_in_ci(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)

    with pytest.raises((pytest.fail.Exception, pytest.skip.Exception)) as caught:
        payloads.compress("no-such-compressor -9", b"kernel")
    assert caught.type is outcome
