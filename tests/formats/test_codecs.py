"""Each magic number names its codec, and only at its place."""

from __future__ import annotations

import pytest

from efitool.formats import _inflate
from efitool.formats._codecs import MAGICS, sniff


@pytest.mark.parametrize("codec", MAGICS)
def test_a_stream_is_named_by_how_it_begins(codec: str) -> None:
    data = b"xyz" + MAGICS[codec] + bytes(20)

    assert sniff(data, 3) == codec
    assert sniff(data, 2) is None
    assert sniff(data[: 2 + len(MAGICS[codec])], 3) is None


def test_every_codec_that_is_named_can_be_unpacked() -> None:
    assert list(_inflate.UNPACK) == list(MAGICS)
