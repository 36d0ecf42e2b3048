"""ARM zImages, with payloads that the real compressors made."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import _zimage, efi_image
from efitool.model.boot_headers import ZImageHeader
from efitool.model.image import Arch, ImageType, Segment
from tests import build, payloads
from tests.vmlinux_build import kallsyms

BANNER = b"Linux version 6.12.1-armmp (me@here) (gcc 14) #1 SMP ARMv7\n\0"
NAMES = [f"sys_{n:04}" for n in range(300)]
CODECS = ("gzip", "lz4", "lzma", "lzo", "xz")
DECODERS = b"\xfd7zXZ\0\0\0XZ decompressor\x1f\x8b\x08\x1f\x5d\0\0\x89LZO\0\r\n\x1a\n\0"
"""Magic numbers as the decoders hold them, which begin no stream."""


def kernel(order: str = "<") -> bytes:
    text = BANNER + payloads.kernel(20_000)
    return text + bytes(-len(text) % 8) + kallsyms(NAMES, align=4, order=order)


@pytest.mark.parametrize("stub", [False, True])
@pytest.mark.parametrize("codec", CODECS)
def test_the_kernel_inside_has_no_header(codec: str, stub: bool) -> None:
    packed = payloads.payload(codec, kernel())
    pe = ("pe",) if stub else ()

    image = efi_image.decode(build.zimage(DECODERS + packed, stub=stub), deep=True)

    assert (image.type, image.arch, image.layer) == (ImageType.LINUX_ARM, Arch.ARM, "zImage")
    assert image.layers == (*pe, "zimage", codec, "image")
    [proper] = image.children
    assert (proper.type, proper.arch) == (ImageType.LINUX_ARM, Arch.ARM)
    assert (proper.layer, proper.layers) == (f"zImage > {codec} > Image", image.layers)
    assert proper.data[:] == kernel()
    assert proper.linux is not None
    assert image.linux is not None
    assert image.linux.version == proper.linux.version == "6.12.1-armmp"
    assert proper.linux.symbols is not None
    assert list(proper.linux.symbols) == NAMES


@pytest.mark.parametrize("codec", CODECS)
def test_the_payload_is_found_behind_the_decoders(codec: str) -> None:
    packed = payloads.payload(codec, kernel())
    start = 0x1000 + 4 + 16 + len(DECODERS)

    image = efi_image.decode(build.zimage(DECODERS + packed))

    assert (image.layers, image.children) == (("pe", "zimage", codec), ())
    assert image.linux is not None
    assert image.linux.version is None
    assert image.linux.payload == (start, len(packed), codec, len(kernel()))
    assert image.segments == (
        Segment(0x1000, 0x1000, start - 0x1000, code=True),
        Segment(start + len(packed), start + len(packed), len(b"behind"), code=True),
    )


@pytest.mark.parametrize("codec", CODECS)
def test_before_there_was_a_table_the_payload_may_end_anywhere(codec: str) -> None:
    data = build.zimage(payloads.payload(codec, kernel()), table=False, stub=False, data=b"")

    shallow = efi_image.decode(data).linux
    assert shallow is not None
    assert shallow.payload is not None
    assert (shallow.payload.compression, shallow.payload.unpacked_size) == (codec, None)
    image = efi_image.decode(data, deep=True)
    assert image.linux is not None
    assert image.linux.zimage_header is not None
    assert image.linux.zimage_header.table is None
    assert image.linux.version == "6.12.1-armmp"


def test_the_header() -> None:
    data = build.zimage(b"", big_endian=True)

    assert _zimage.header(data) == ZImageHeader(0x8000, 0x8000 + len(data), True, 0x1004)
    assert not _zimage.header(build.zimage(b"")).big_endian


def test_a_big_endian_kernel_has_big_endian_symbols() -> None:
    packed = payloads.payload("gzip", kernel(">"))

    [proper] = efi_image.decode(build.zimage(packed, big_endian=True), deep=True).children

    assert proper.linux is not None
    assert proper.linux.symbols is not None
    assert list(proper.linux.symbols) == NAMES


def test_a_device_tree_may_follow() -> None:
    data = build.zimage(payloads.payload("gzip", kernel()), stub=False) + b"\xd0\x0d\xfe\xed"

    assert efi_image.decode(data, deep=True).children


def test_a_zimage_in_which_nothing_is_packed() -> None:
    image = efi_image.decode(build.zimage(DECODERS), deep=True)

    assert image.linux is not None
    assert (image.linux.payload, image.children) == (None, ())
    assert image.layers == ("pe", "zimage")


def test_one_that_is_cut_off_is_an_error() -> None:
    data = build.zimage(payloads.payload("gzip", kernel()), stub=False)

    with pytest.raises(MalformedError, match=r"zimage: end at 0x2c: .*cut off"):
        efi_image.decode(data[:-1])
    with pytest.raises(MalformedError, match="zimage: byte_order at 0x32"):
        efi_image.decode(data[:0x32])


def test_a_table_that_is_none_is_an_error() -> None:
    data = bytearray(build.zimage(b"", stub=False))
    data[0x1008:0x100C] = b"XXXX"

    with pytest.raises(MalformedError, match=r"zimage: tag at 0x1008: found b'XXXX'"):
        efi_image.decode(bytes(data))


def test_a_payload_that_ends_outside_the_file_is_an_error() -> None:
    data = bytearray(build.zimage(b"", stub=False))
    struct.pack_into("<I", data, 0x100C, len(data) - 3)

    with pytest.raises(MalformedError, match=r"zimage: payload_size_at at 0x100c"):
        efi_image.decode(bytes(data))


@pytest.mark.parametrize("deep", [False, True])
@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 0x60) | st.integers(0x1000, 0x1040), st.integers(0, 255)),
        min_size=1,
        max_size=8,
    )
)
def test_a_damaged_one_raises_only_input_errors(deep: bool, damage: list[tuple[int, int]]) -> None:
    data = bytearray(build.zimage(payloads.payload("gzip", BANNER), stub=False))
    for at, value in damage:
        data[at] = value
    with contextlib.suppress(InputError, LimitError):
        efi_image.decode(bytes(data), deep=deep)
