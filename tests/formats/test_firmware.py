"""The parts of firmware that have no file of their own: codecs, and who built it."""

from __future__ import annotations

import lzma
import struct

import pytest

from efitool.errors import LimitError, MalformedError
from efitool.formats import _firmware_build, _firmware_codecs
from efitool.formats import _firmware_schemas as schemas
from efitool.model.firmware import Build
from efitool.model.image import Image, ImageType

PLAIN = bytes(range(256)) * 40 + b"\xe8\x10\x20\x00\x00" * 3000


def stream(content: bytes, size: int | None = None) -> bytes:
    packed = lzma.compress(content, format=lzma.FORMAT_ALONE)
    return packed[:5] + struct.pack("<Q", len(content) if size is None else size) + packed[13:]


def test_lzma() -> None:
    assert _firmware_codecs.lzma_unpack(stream(PLAIN), 1 << 20, "x") == PLAIN


def test_lzma_with_the_x86_filter() -> None:
    chain = [{"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA2}]
    filtered = lzma.decompress(
        lzma.compress(PLAIN, format=lzma.FORMAT_RAW, filters=chain),
        format=lzma.FORMAT_RAW,
        filters=chain[1:],
    )
    assert filtered != PLAIN
    assert _firmware_codecs.lzma_x86_unpack(stream(filtered), 1 << 20, "x") == PLAIN


def test_brotli() -> None:
    brotli = pytest.importorskip("brotli")
    packed = struct.pack("<QQ", len(PLAIN), 0) + brotli.compress(PLAIN)
    assert _firmware_codecs.brotli_unpack(packed, 1 << 20, "x") == PLAIN
    with pytest.raises(MalformedError, match="Brotli stream"):
        _firmware_codecs.brotli_unpack(packed[:60], 1 << 20, "x")
    with pytest.raises(MalformedError, match="2 are stated"):
        _firmware_codecs.brotli_unpack(struct.pack("<Q", 2) + packed[8:], 1 << 20, "x")


@pytest.mark.parametrize(
    "unpack",
    [_firmware_codecs.lzma_unpack, _firmware_codecs.lzma_x86_unpack],
)
def test_bad_streams_are_told(unpack: object) -> None:
    assert callable(unpack)
    with pytest.raises(LimitError, match="unpacked bytes"):
        unpack(stream(PLAIN), 100, "x")
    with pytest.raises(MalformedError, match="unpacks to"):
        unpack(stream(PLAIN)[:30], 1 << 20, "x")
    with pytest.raises(MalformedError, match="LZMA stream"):
        unpack(b"\xff" * 5 + struct.pack("<Q", 5) + bytes(9), 1 << 20, "x")


def smbios(*texts: str) -> Image:
    data = b"\x01".join(t.encode("utf-16-le") + b"\0\0" for t in texts)
    layer = "firmware:SmbiosPlatformDxe > PE"
    return Image(ImageType.EFI_BOOT_DRIVER, None, layer, ("firmware", "pe"), data)


def test_version_date_and_vendor() -> None:
    layer = "firmware:SmbiosPlatformDxe > PE"
    image = smbios("02/02/2022", "11/08/2025", "2025.02-8+deb13u1", "Debian distribution of EDK II")
    assert _firmware_build.read([image]) == Build(
        layer, "Debian distribution of EDK II", "2025.02-8+deb13u1", "11/08/2025"
    )
    assert _firmware_build.read([smbios("02/02/2022", "edk2-stable202502")]) == Build(
        layer, None, "edk2-stable202502", None
    )


def test_no_version_is_no_answer() -> None:
    assert _firmware_build.read([smbios("0.0.0", "02/06/2015")]) is None
    assert _firmware_build.read([]) is None


def test_the_sizes_of_the_structures() -> None:
    assert schemas.EFI_FIRMWARE_VOLUME_HEADER.sizeof() == 56
    assert schemas.EFI_FFS_FILE_HEADER.sizeof() == 24
    assert schemas.EFI_TE_IMAGE_HEADER.sizeof() == 40
    assert schemas.IMAGE_SECTION_HEADER.sizeof() == 40
    assert schemas.TDVF_SECTION.sizeof() == 32
    assert schemas.SEV_SECTION.sizeof() == 12
