"""EFI zboot images, with payloads that the real compressors made."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import _zboot, efi_image
from efitool.formats._inside import MAX_DEPTH
from efitool.model.boot_headers import ZbootHeader
from efitool.model.image import Arch, ImageType, Segment
from efitool.model.linux import Payload
from tests import build, payloads

BANNER = b"\0Linux version 6.12.1-inside (me@here) (gcc 14) #1 SMP\n\0"
KERNEL = build.arm64_image(body=BANNER + payloads.kernel(20_000))
METHODS = {
    "gzip": "gzip",
    "lz4": "lz4",
    "lzma": "lzma",
    "lzo": "lzo",
    "xzkern": "xz",
    "zstd": "zstd",
    "zstd22": "zstd",
}


def zboot(method: str, kernel: bytes = KERNEL) -> bytes:
    codec = METHODS[method]
    size_field = 0 if codec == "gzip" else 4
    return build.zboot(payloads.payload(codec, kernel), method.encode(), size_field=size_field)


@pytest.mark.parametrize("method", METHODS)
def test_a_kernel_inside_has_its_own_identity(method: str) -> None:
    codec = METHODS[method]
    data = zboot(method)

    image = efi_image.decode(data, deep=True)

    assert (image.type, image.arch, image.layer) == (ImageType.LINUX_ZBOOT, Arch.ARM64, "zboot")
    assert image.layers == ("pe", "zboot", codec, "pe", "image")
    [kernel] = image.children
    assert (kernel.type, kernel.layer) == (ImageType.LINUX_ARM64, f"zboot > {codec} > Image")
    assert kernel.layers == ("pe", "zboot", codec, "pe", "image")
    assert kernel.data[:] == KERNEL
    assert kernel.linux is not None
    assert image.linux is not None
    assert image.linux.version == kernel.linux.version == "6.12.1-inside"
    assert image.linux.banner == kernel.linux.banner
    assert image.linux.payload is not None
    assert image.linux.payload.unpacked_size == len(KERNEL)


@pytest.mark.parametrize("method", METHODS)
def test_without_deep_the_headers_answer(method: str) -> None:
    image = efi_image.decode(zboot(method))

    assert image.layers == ("pe", "zboot", METHODS[method])
    assert image.children == ()
    assert image.linux is not None
    assert (image.linux.version, image.linux.stub_version) == (None, (3, 0))
    assert image.linux.payload is not None
    assert image.linux.payload.unpacked_size == len(KERNEL)


def test_the_payload_is_neither_code_nor_data() -> None:
    packed = b"payload" + struct.pack("<I", 77)

    image = efi_image.decode(build.zboot(packed, b"zstd22", size_field=4, code=b"c" * 8))

    assert image.linux is not None
    assert image.linux.zboot_header == ZbootHeader(0x1008, 7, "zstd22")
    assert image.linux.payload == Payload(0x1008, 11, "zstd", 77)
    assert image.segments == (
        Segment(0x1000, 0x1000, 8, code=True),
        Segment(0x1013, 0x1013, len(b"read-only"), code=True),
    )


def test_of_gzip_the_size_is_a_part_of_the_stream() -> None:
    image = efi_image.decode(build.zboot(b"payload" + struct.pack("<I", 77), b"gzip", code=b""))

    assert image.linux is not None
    assert image.linux.payload == Payload(0x1000, 11, "gzip", 77)


def test_a_method_without_a_name_is_left_packed() -> None:
    image = efi_image.decode(build.zboot(b"payload", b"brotli"), deep=True)

    assert image.linux is not None
    assert image.linux.payload is not None
    assert image.linux.payload.compression is None
    assert (image.layers, image.children) == (("pe", "zboot"), ())


def test_a_payload_of_another_codec_than_stated_is_an_error() -> None:
    data = build.zboot(payloads.payload("gzip", KERNEL) + bytes(4), b"zstd22", size_field=4)

    with pytest.raises(MalformedError, match=r"zboot > zstd: .* does not begin as zstd does"):
        efi_image.decode(data, deep=True)


def test_a_payload_that_is_no_kernel_is_an_error() -> None:
    with pytest.raises(MalformedError, match="neither PE nor a kernel"):
        efi_image.decode(zboot("gzip", b"not a kernel"), deep=True)


def test_a_payload_outside_the_file_is_an_error() -> None:
    data = bytearray(zboot("gzip"))
    struct.pack_into("<I", data, 8, 0xFFFF_FFFF)

    with pytest.raises(MalformedError, match=r"zboot: payload_size at 0xc: .*cut off"):
        efi_image.decode(bytes(data))


def test_zboots_in_zboots_are_unpacked_as_deep_as_is_allowed() -> None:
    data = KERNEL
    for _ in range(MAX_DEPTH):
        data = zboot("gzip", data)

    assert len(list(efi_image.decode(data, deep=True).walk())) == MAX_DEPTH + 1
    images = list(efi_image.decode(zboot("gzip", data), deep=True).walk())
    assert [len(i.unread) for i in images] == [0] * MAX_DEPTH + [1]
    assert f"more than {MAX_DEPTH} images inside each other" in images[-1].unread[0].why
    assert efi_image.decode(zboot("gzip", data)).type is ImageType.LINUX_ZBOOT


def test_one_without_pe_headers_is_decoded_too() -> None:
    data = bytearray(zboot("gzip"))
    data[0x40:0x44] = bytes(4)

    image = efi_image.decode(bytes(data), deep=True)

    assert (image.pe, image.arch, image.segments) == (None, None, ())
    assert image.layers == ("zboot", "gzip", "pe", "image")


def test_a_program_that_says_zimg_elsewhere_is_none() -> None:
    assert not _zboot.sniff(b"MZ\0\0" + bytes(4) + b"zimg" + bytes(100))
    assert not _zboot.sniff(build.pe(build.Section(b".text", 0x1000, b"zimg"), dos=b"MZ\x90\0zimg"))
    assert _zboot.sniff(zboot("gzip"))


@pytest.mark.parametrize("deep", [False, True])
@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 0x300), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_one_raises_only_input_errors(deep: bool, damage: list[tuple[int, int]]) -> None:
    data = bytearray(zboot("gzip"))
    for at, value in damage:
        data[at] = value
    with contextlib.suppress(InputError, LimitError):
        efi_image.decode(bytes(data), deep=deep)


def test_a_zboot_inside_whose_payload_is_damaged_leaves_its_headers() -> None:
    image = efi_image.decode(zboot("gzip", zboot("gzip", b"not a kernel")), deep=True)

    [inner] = image.children
    assert (inner.type, inner.children, image.unread) == (ImageType.LINUX_ZBOOT, (), ())
    assert [u.layer for u in inner.unread] == ["zboot > gzip"]
    assert "neither PE nor a kernel" in inner.unread[0].why
