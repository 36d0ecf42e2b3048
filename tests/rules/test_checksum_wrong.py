"""Fails when the checksum is not that of the bytes."""

from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats import efi_image
from efitool.rules.checksum_wrong import MAX_SUMMED, check, checksum
from tests import build, pe_images


def word_by_word(data: bytes, field: int) -> int:
    """Add up words and carries, and the size of the file: what linkers do."""
    total = 0
    padded = data[:field] + bytes(4) + data[field + 4 :] + bytes(len(data) % 2)
    for (word,) in struct.iter_unpack("<H", padded):
        total += word
        total = (total & 0xFFFF) + (total >> 16)
    return total + len(data)


@given(st.binary(max_size=100), st.sampled_from([0x40, 0x41, 0x42]), st.integers(1, 0xFFFF_FFFF))
@settings(deadline=None)
def test_the_sum_is_that_of_the_words(tail: bytes, pe_offset: int, stated: int) -> None:
    field = pe_offset + 88
    data = bytearray(build.pe(pe_images.TEXT, pe_offset=pe_offset) + tail)
    struct.pack_into("<I", data, field, stated)
    image = efi_image.decode(bytes(data))
    assert image.pe

    assert checksum(image.data, image.pe) == word_by_word(bytes(data), field)


def test_a_sum_without_rest_is_all_ones() -> None:
    field = 0x40 + 88
    data = build.pe(pe_images.TEXT)
    rest = 0xFFFF - (word_by_word(data, field) - len(data))
    image = efi_image.decode(data + struct.pack("<H", rest))
    assert image.pe

    assert checksum(image.data, image.pe) == 0xFFFF + len(image.data)


def test_fails() -> None:
    data = bytearray(build.pe(pe_images.TEXT))
    right = word_by_word(bytes(data), 0x40 + 88)
    struct.pack_into("<I", data, 0x40 + 88, right + 1)

    assert list(check(efi_image.decode(bytes(data)))) == [
        ("PE", f"the header says {right + 1:#x}, the bytes add up to {right:#x}")
    ]


def test_silent() -> None:
    data = bytearray(build.pe(pe_images.TEXT))
    struct.pack_into("<I", data, 0x40 + 88, word_by_word(bytes(data), 0x40 + 88))
    large = bytes(data) + bytes(MAX_SUMMED)
    for unchecked in (bytes(data), build.pe(), large, build.bzimage(stub=None)):
        assert not list(check(efi_image.decode(unchecked)))
