"""Each magic number names its codec, and only at its place."""

from __future__ import annotations

import pytest

from efitool.formats import _codecs, _inflate

MAGICS = {
    "gzip": "1f 8b 08",
    "xz": "fd 37 7a 58 5a 00",
    "lzma": "5d 00 00",
    "lzo": "89 4c 5a 4f 00 0d 0a 1a 0a",
    "lz4": "02 21 4c 18",
    "zstd": "28 b5 2f fd",
    "bzip2": "42 5a 68",
}


@pytest.mark.parametrize(("codec", "magic"), MAGICS.items())
def test_a_stream_is_named_by_how_it_begins(codec: str, magic: str) -> None:
    data = b"xyz" + bytes.fromhex(magic) + bytes(20)
    end = len(data) - 20

    assert _codecs.sniff(data, 3) == codec
    assert _codecs.sniff(data, 2) is None
    assert _codecs.sniff(data[:end], 3) == codec
    assert _codecs.sniff(data[: end - 1], 3) is None


def test_every_codec_that_is_named_can_be_unpacked() -> None:
    assert list(_inflate.UNPACK) == list(_codecs.MAGICS) == list(MAGICS)
