"""Compressed dumps: every codec, pages that are missing, and lies in the headers."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lzallright import LZOCompressor
from zstandard import ZstdCompressor

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import vmcore_kdump
from efitool.model.ranges import PhysRange
from tests import guest_memory as guest

RAM = guest.memory()
DUMP = guest.kdump(RAM)


def changed(at: int, form: str, *values: int) -> bytes:
    copy = bytearray(DUMP)
    struct.pack_into(form, copy, at, *values)
    return bytes(copy)


@pytest.mark.parametrize(
    ("flags", "pack"),
    [
        (0, bytes),
        (1, zlib.compress),
        (2, lambda page: LZOCompressor().compress(page)),
        (0x20, ZstdCompressor().compress),
    ],
    ids=["raw", "zlib", "lzo", "zstd"],
)
def test_every_codec(flags: int, pack: Callable[[bytes], bytes]) -> None:
    data = guest.kdump(RAM, flags, pack)

    assert formats.identify(data) is vmcore_kdump.FORMAT
    dump = vmcore_kdump.decode(data)
    assert len(dump.landmarks) == 9
    assert dump.troubles == ()
    assert dump.architecture == "x86_64"


def test_pages_of_a_codec_that_is_not_read() -> None:
    dump = vmcore_kdump.decode(guest.kdump(RAM, 4))

    assert dump.landmarks == ()
    assert dump.troubles[-1] == "pages that could not be read (snappy): 16"


def test_the_ranges_are_those_of_the_bitmap() -> None:
    dump = vmcore_kdump.decode(DUMP)

    assert list(dump.ranges)[:3] == [
        PhysRange(0x10000, 0x11000),
        PhysRange(0x200000, 0x201000),
        PhysRange(0x300000, 0x302000),
    ]
    assert dump.size == 16 * 4096


def test_a_page_that_is_missing_is_told_by_what_is_in_it() -> None:
    dump = vmcore_kdump.decode(guest.kdump(RAM, missing=[0x311]))

    assert dump.log.unaccepted_tables == ()
    assert dump.troubles == (
        "the unaccepted table at 0x311000 makes no sense: of 24 bytes, 0 are in the dump",
    )


def test_one_file_of_several() -> None:
    """The second of two begins at page 0x300: its descriptors begin with that page's, too."""
    rows, first = 4096 * 4, 2
    data = DUMP[: 4096 + 12] + struct.pack("<I", 1) + DUMP[4096 + 16 :]
    data = data[: 4096 + 80] + struct.pack("<QQ", 0x300, 1 << 40) + data[4096 + 96 :]
    data = data[:rows] + data[rows + 24 * first :][: 14 * 24] + bytes(48) + data[rows + 16 * 24 :]

    dump = vmcore_kdump.decode(data)

    assert next(iter(dump.ranges)) == PhysRange(0x300000, 0x302000)
    assert [m.name for m in dump.landmarks][:2] == ["EFI system table", "configuration tables"]


def test_a_file_that_is_cut_in_the_middle() -> None:
    dump = vmcore_kdump.decode(DUMP[:-1000])
    assert dump.troubles[-1].startswith("pages that could not be read (cut off): ")

    flat = guest.flattened(DUMP)
    dump = vmcore_kdump.decode(flat[: len(flat) - 5000])
    assert dump.troubles[0] == "the file ends in the middle: it is cut short"


def test_a_page_that_unpacks_to_more_than_a_page() -> None:
    bomb = zlib.compress(bytes(1 << 26))
    dump = vmcore_kdump.decode(guest.kdump(RAM, pack=lambda page: bomb[:8000]))

    assert dump.landmarks == ()
    assert dump.size == 16 * 4096


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (changed(428, "<I", 100), "block_size at 0x1ac: found 100, no page of Linux"),
        (changed(436, "<I", 1 << 31), "bitmap_blocks at 0x1b4: found 2147483648: the bitmaps"),
        (changed(432, "<I", 1 << 31), "the bitmaps are not in the file"),
        (DUMP[:300], "signature|found 300 bytes"),
        (guest.flattened(b"x" * 5000), "signature at 0x0: found 78 78"),
        (guest.flattened(DUMP)[:4096] + struct.pack(">qq", 0, -5), "buf_size at 0x1008: found -5"),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        vmcore_kdump.decode(data)


@pytest.mark.parametrize("whole", [DUMP, guest.flattened(DUMP)], ids=["kdump", "flattened"])
@settings(deadline=None, max_examples=60)
@given(st.integers(0, 24000), st.binary(min_size=1, max_size=8), st.integers(0, len(DUMP)))
def test_noise_can_only_raise_an_input_error(whole: bytes, at: int, noise: bytes, end: int) -> None:
    data = whole[:at] + noise + whole[at + len(noise) :]
    for piece in (data, data[:end]):
        with suppress(InputError, LimitError):
            vmcore_kdump.decode(piece)
