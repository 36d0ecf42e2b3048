"""The memory that comes out of every codec."""

from __future__ import annotations

import sys

import pytest

from efitool.errors import LimitError, MalformedError
from efitool.formats import _packed
from efitool.formats._packed import Packed


def packed(expected: int | None) -> Packed:
    return Packed(memoryview(b"stream"), expected, "bzImage > xz", 0x52CC)


def test_chunks_are_joined_and_the_memory_is_cut_to_them() -> None:
    joined = _packed.gather(packed(None), iter([b"ab", b"", b"cde"]))

    assert len(joined) == 5
    assert joined[:] == b"abcde"


def test_nothing_at_all_comes_out_as_nothing() -> None:
    assert _packed.gather(packed(None), iter([])) == b""
    assert _packed.gather(packed(0), iter([]))[:0] == b""


def test_one_byte_more_than_stated_is_the_streams_fault() -> None:
    assert _packed.gather(packed(4), iter([b"abcd"]))[:] == b"abcd"
    with pytest.raises(MalformedError, match="more than the 4 bytes stated") as caught:
        _packed.gather(packed(4), iter([b"abcd", b"e"]))
    assert (caught.value.format, caught.value.offset) == ("bzImage > xz", 0x52CC)


def test_one_byte_more_than_the_limit_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_packed, "LIMIT", 4)

    assert _packed.gather(packed(None), iter([b"abcd"]))[:] == b"abcd"
    with pytest.raises(LimitError, match="bzImage > xz: unpacks to more than 4 bytes"):
        _packed.gather(packed(None), iter([b"abcd", b"e"]))


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_memory_is_trimmed_with_and_without_a_way_to_cut_a_mapping(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = _packed.fresh_memory(3 * 4096)
    memory[:3] = b"abc"
    monkeypatch.setattr(sys, "platform", platform)

    assert _packed.trimmed(memory, 3)[:] == b"abc"
