"""The header of an arm64 ``Image``."""

from __future__ import annotations

import pytest

from efitool.errors import MalformedError
from efitool.formats import _arm64_image, efi_image
from efitool.model.image import Arch, ImageType
from efitool.model.linux import Arm64PageSize
from tests import build
from tests.vmlinux_build import kallsyms

BANNER = b"\0Linux version 6.12.1-arm (me@here) (gcc 14) #1 SMP\n\0"


def test_an_image_with_a_stub() -> None:
    image = efi_image.decode(build.arm64_image(body=BANNER))

    assert (image.type, image.arch) == (ImageType.LINUX_ARM64, Arch.ARM64)
    assert image.layers == ("pe", "image")
    assert image.linux is not None
    assert image.linux.version == "6.12.1-arm"
    assert image.linux.banner == "Linux version 6.12.1-arm (me@here) (gcc 14) #1 SMP"


def test_an_image_without_a_stub() -> None:
    image = efi_image.decode(build.arm64_image(stub=False, body=BANNER))

    assert (image.type, image.pe, image.segments) == (ImageType.LINUX_ARM64, None, ())


def test_a_program_that_borrows_the_header_is_no_kernel() -> None:
    xen = b"\0Xen version %d.%d%s (%s %s)\0"

    image = efi_image.decode(build.arm64_image(body=xen))
    module = efi_image.decode(build.arm64_image(body=BANNER + xen))

    assert (image.type, image.arch) == (ImageType.EFI_APPLICATION, Arch.ARM64)
    assert image.program is not None
    assert (image.program.name, image.program.version) == ("Xen", None)
    assert image.linux is not None
    assert image.linux.arm64_header is not None
    assert module.type is ImageType.LINUX_ARM64


@pytest.mark.parametrize(
    ("flags", "big_endian", "page_size", "anywhere"),
    [
        (0b0000, False, Arm64PageSize.UNSPECIFIED, False),
        (0b0011, True, Arm64PageSize.SIZE_4K, False),
        (0b1100, False, Arm64PageSize.SIZE_16K, True),
        (0b1110, False, Arm64PageSize.SIZE_64K, True),
    ],
)
def test_flags(flags: int, big_endian: bool, page_size: int, anywhere: bool) -> None:
    header = _arm64_image.header(build.arm64_image(flags=flags))

    assert (header.big_endian, header.page_size, header.anywhere) == (
        big_endian,
        page_size,
        anywhere,
    )
    assert (header.code0, header.image_size, header.text_offset) == (0xFA405A4D, 0x200000, 0)


def test_a_header_that_is_cut_off() -> None:
    with pytest.raises(MalformedError, match=r"e_lfanew at 0x3c.*cut off"):
        efi_image.decode(build.arm64_image()[:0x40])
    with pytest.raises(MalformedError, match="arm64-image: res5 at 0x3e"):
        _arm64_image.header(build.arm64_image(stub=False)[:0x3E])


@pytest.mark.parametrize(("flags", "order"), [(0, "<"), (1, ">")])
def test_tables_are_read_in_the_order_of_bytes_that_the_header_states(
    flags: int, order: str
) -> None:
    names = [f"sys_{n:04}" for n in range(300)]
    tables = kallsyms(names, order=order)

    for data in (
        build.arm64_image(flags=flags, body=tables),
        build.arm64_image(flags=flags, stub=False, body=tables),
    ):
        linux = efi_image.decode(data, deep=True).linux
        assert linux is not None
        assert linux.symbols is not None
        assert list(linux.symbols) == names
    other = efi_image.decode(build.arm64_image(flags=flags ^ 1, body=tables), deep=True).linux
    assert other is not None
    assert other.symbols is None


def test_a_configuration_that_does_not_unpack_is_the_error_of_its_layer() -> None:
    with pytest.raises(MalformedError, match=r"^Image: IKCONFIG"):
        efi_image.decode(build.arm64_image(body=b"IKCFG_ST\x1f\x8b\x08"), deep=True)
